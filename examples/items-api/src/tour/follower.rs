use std::io::{self, Read as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use super::client::{Request, Response};

/// How long something that should come may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// A client of an event stream. It reads when it is told to, and no sooner.
#[derive(Debug)]
pub(super) struct Follower {
    stream: TcpStream,
    bytes: Vec<u8>,
}

impl Follower {
    /// Opens the stream and reads its first words.
    pub(super) fn open(request: &Request, address: SocketAddr) -> io::Result<Self> {
        let mut follower = Self { stream: request.begin(address)?, bytes: Vec::new() };
        follower.read_up_to(": open\n\n")?;
        Ok(follower)
    }

    /// Reads until there is `piece`.
    pub(super) fn read_up_to(&mut self, piece: &str) -> io::Result<()> {
        let (deadline, mut part) = (Instant::now() + PATIENCE, [0; 65536]);
        // A piece may come in two parts.
        let mut searched = 0;
        loop {
            let from = searched.min(self.bytes.len());
            if self.bytes[from..].windows(piece.len()).any(|window| window == piece.as_bytes()) {
                return Ok(());
            }
            searched = self.bytes.len().saturating_sub(piece.len());
            let read = self.stream.read(&mut part)?;
            if read == 0 || Instant::now() > deadline {
                return Err(io::Error::other(format!("the stream did not say {piece:?}")));
            }
            self.bytes.extend_from_slice(&part[..read]);
        }
    }

    /// Goes on reading in a thread of its own, until there is the piece that it is sent.
    pub(super) fn keep_reading(mut self) -> Reading {
        let (last, until) = mpsc::channel::<String>();
        let thread = thread::spawn(move || {
            let mut part = [0; 65536];
            loop {
                if let Some(last) = sent(&until)? {
                    self.read_up_to(&last)?;
                    return Ok(self);
                }
                self.stream.set_read_timeout(Some(Duration::from_millis(20)))?;
                match self.stream.read(&mut part) {
                    Ok(0) => return Err(io::Error::other("the stream ended")),
                    Ok(read) => self.bytes.extend_from_slice(&part[..read]),
                    Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {}
                    Err(error) => return Err(error),
                }
                self.stream.set_read_timeout(Some(PATIENCE))?;
            }
        });
        Reading { last, thread }
    }

    /// What has been read, as text.
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// What has been read; and leaves.
    pub(super) fn leave(self) -> io::Result<Response> {
        Response::parse(&self.bytes).ok_or_else(|| io::Error::other("no HTTP response"))
    }
}

fn sent(until: &Receiver<String>) -> io::Result<Option<String>> {
    match until.try_recv() {
        Ok(last) => Ok(Some(last)),
        Err(mpsc::TryRecvError::Empty) => Ok(None),
        Err(mpsc::TryRecvError::Disconnected) => Err(io::Error::other("nobody waits for it any more")),
    }
}

/// A follower that reads all the time.
#[derive(Debug)]
pub(super) struct Reading {
    last: mpsc::Sender<String>,
    thread: thread::JoinHandle<io::Result<Follower>>,
}

impl Reading {
    /// Lets it read up to this piece.
    pub(super) fn up_to(self, last: String) -> io::Result<Follower> {
        // If it has broken off, its end says why.
        let _ = self.last.send(last);
        self.thread.join().unwrap_or_else(|_| Err(io::Error::other("the client panicked")))
    }
}
