//! A wire between a browser and a service, which can be cut, and put into another service.

#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::io;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

pub(crate) struct Wire {
    address: SocketAddr,
    to: Arc<Mutex<SocketAddr>>,
    open: Arc<Mutex<Vec<TcpStream>>>,
}

impl Wire {
    pub(crate) fn to(service: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (to, open) = (Arc::new(Mutex::new(service)), Arc::new(Mutex::new(Vec::new())));
        let (target, noted) = (Arc::clone(&to), Arc::clone(&open));
        thread::spawn(move || {
            for client in listener.incoming() {
                let target = *target.lock().unwrap();
                if let (Ok(client), Ok(server)) = (client, TcpStream::connect(target)) {
                    let _ = join(client, server, &noted);
                }
            }
        });
        Self { address, to, open }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Whoever connects from now on gets there.
    pub(crate) fn lead_to(&self, service: SocketAddr) {
        *self.to.lock().unwrap() = service;
    }

    pub(crate) fn cut(&self) {
        for socket in self.open.lock().unwrap().drain(..) {
            let _ = socket.shutdown(Shutdown::Both);
        }
    }
}

fn join(client: TcpStream, server: TcpStream, open: &Mutex<Vec<TcpStream>>) -> io::Result<()> {
    open.lock().unwrap().extend([client.try_clone()?, server.try_clone()?]);
    let ways = [(client.try_clone()?, server.try_clone()?), (server, client)];
    for (mut from, mut to) in ways {
        thread::spawn(move || {
            let _ = io::copy(&mut from, &mut to);
            let _ = to.shutdown(Shutdown::Both);
        });
    }
    Ok(())
}
