use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::{Duration, Instant};

/// A way to something that can be shut: whoever knocks then is refused, as where nobody listens. It remembers what went in.
pub(crate) struct Gate {
    ways: Arc<Ways>,
    keeper: Option<JoinHandle<()>>,
}

struct Ways {
    address: SocketAddr,
    to: SocketAddr,
    open: AtomicBool,
    connections: Mutex<Vec<TcpStream>>,
    /// What each connection brought.
    brought: Mutex<Vec<Vec<u8>>>,
}

impl Gate {
    pub(crate) fn before(to: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let ways = Ways {
            address: listener.local_addr().unwrap(),
            to,
            open: AtomicBool::new(true),
            connections: Mutex::default(),
            brought: Mutex::default(),
        };
        let ways = Arc::new(ways);
        Self { keeper: Some(keep(Arc::clone(&ways), listener)), ways }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.ways.address
    }

    /// Cuts what is connected, and lets nobody in any more.
    pub(crate) fn shut(&mut self) {
        self.ways.open.store(false, Ordering::Release);
        self.keeper.take().unwrap().join().unwrap();
        for connection in self.ways.connections.lock().unwrap().drain(..) {
            let _ = connection.shutdown(Shutdown::Both);
        }
    }

    pub(crate) fn open(&mut self) {
        let deadline = Instant::now() + Duration::from_secs(10);
        // Somebody's connection may have got the port meanwhile.
        let listener = loop {
            match TcpListener::bind(self.ways.address) {
                Ok(listener) => break listener,
                Err(error) => assert!(Instant::now() < deadline, "the port is gone: {error}"),
            }
            sleep(Duration::from_millis(20));
        };
        self.ways.open.store(true, Ordering::Release);
        self.keeper = Some(keep(Arc::clone(&self.ways), listener));
    }

    /// What each connection so far has brought.
    pub(crate) fn brought(&self) -> Vec<Vec<u8>> {
        self.ways.brought.lock().unwrap().clone()
    }
}

fn keep(ways: Arc<Ways>, listener: TcpListener) -> JoinHandle<()> {
    listener.set_nonblocking(true).unwrap();
    spawn(move || {
        while ways.open.load(Ordering::Acquire) {
            match listener.accept() {
                Ok((stream, _)) => drop(connect(&ways, stream)),
                Err(_) => sleep(Duration::from_millis(5)),
            }
        }
    })
}

fn connect(ways: &Arc<Ways>, outside: TcpStream) -> io::Result<()> {
    outside.set_nonblocking(false)?;
    let inside = TcpStream::connect(ways.to)?;
    ways.connections.lock().unwrap().extend([outside.try_clone()?, inside.try_clone()?]);
    let number = {
        let mut brought = ways.brought.lock().unwrap();
        brought.push(Vec::new());
        brought.len() - 1
    };
    let (from_outside, to_inside) = (outside.try_clone()?, inside.try_clone()?);
    let noted = Arc::clone(ways);
    spawn(move || carry(from_outside, to_inside, |bytes| noted.brought.lock().unwrap()[number].extend(bytes)));
    spawn(move || carry(inside, outside, |_| {}));
    Ok(())
}

fn carry(mut from: TcpStream, mut to: TcpStream, mut note: impl FnMut(&[u8])) {
    let mut bytes = [0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        note(&bytes[..count]);
        if to.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
    let _ = from.shutdown(Shutdown::Both);
}
