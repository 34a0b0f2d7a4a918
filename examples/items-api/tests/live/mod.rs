//! A client of an event stream that reads byte by byte, or not at all.

#![allow(clippy::unwrap_used, dead_code, reason = "tests, each of which uses a part")]

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

pub(crate) struct Stream {
    socket: TcpStream,
    text: String,
    ended: bool,
}

impl Stream {
    /// Asks for a stream. Each header is `name: value`.
    pub(crate) fn open(address: SocketAddr, target: &str, headers: &[&str]) -> Self {
        let mut socket = TcpStream::connect(address).unwrap();
        let head = format!("GET {target} HTTP/1.1\r\nhost: x\r\n{}\r\n\r\n", headers.join("\r\n"));
        socket.write_all(head.as_bytes()).unwrap();
        socket.set_read_timeout(Some(Duration::from_millis(20))).unwrap();
        Self { socket, text: String::new(), ended: false }
    }

    /// All that has come so far, head and chunk sizes included.
    pub(crate) fn text(&mut self) -> &str {
        let mut bytes = [0; 65536];
        loop {
            match self.socket.read(&mut bytes) {
                Ok(0) => {
                    self.ended = true;
                    break;
                }
                Ok(count) => self.text.push_str(&String::from_utf8_lossy(&bytes[..count])),
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => break,
                Err(_) => {
                    self.ended = true;
                    break;
                }
            }
        }
        &self.text
    }

    /// Waits for a piece of text.
    pub(crate) fn wait_for(&mut self, piece: &str) {
        self.wait(piece, |text, _| text.contains(piece));
    }

    /// Waits for the last chunk.
    pub(crate) fn wait_for_end(&mut self) {
        self.wait("the end", |text, ended| ended || text.ends_with("0\r\n\r\n"));
    }

    fn wait(&mut self, what: &str, mut found: impl FnMut(&str, bool) -> bool) {
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            self.text();
            if found(&self.text, self.ended) {
                return;
            }
            assert!(Instant::now() < deadline && !self.ended, "{what} did not come: {}", self.text);
        }
    }

    /// The id of the latest event.
    pub(crate) fn last_id(&mut self) -> String {
        let text = self.text();
        let id = text.lines().rev().find_map(|line| line.strip_prefix("id: "));
        id.unwrap().to_owned()
    }
}
