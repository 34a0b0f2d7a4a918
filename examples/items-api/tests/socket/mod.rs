//! A client of a WebSocket, frame by frame.

#![allow(clippy::unwrap_used, dead_code, reason = "tests, each of which uses a part")]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// The opcodes of RFC 6455, 5.2.
pub(crate) const TEXT: u8 = 1;
pub(crate) const CLOSE: u8 = 8;

pub(crate) struct Socket(TcpStream);

impl Socket {
    /// Upgrades at `/debug/ws`, under the request id `id`.
    pub(crate) fn upgrade(address: SocketAddr, id: &str) -> Self {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(15))).unwrap();
        let head = format!(
            "GET /debug/ws HTTP/1.1\r\nHost: x\r\nX-Request-ID: {id}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            answer.extend(byte);
        }
        let answer = String::from_utf8(answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 101 ") && answer.contains(&format!("x-request-id: {id}")), "{answer}");
        Self(stream)
    }

    /// Sends a frame, masked with zeros.
    pub(crate) fn send(&mut self, opcode: u8, payload: &[u8]) {
        let length = u8::try_from(payload.len()).unwrap();
        assert!(length < 126);
        self.0.write_all(&[&[0x80 | opcode, 0x80 | length, 0, 0, 0, 0], payload].concat()).unwrap();
    }

    pub(crate) fn receive(&mut self) -> (u8, Vec<u8>) {
        let mut head = [0; 2];
        self.0.read_exact(&mut head).unwrap();
        let mut payload = vec![0; usize::from(head[1])];
        self.0.read_exact(&mut payload).unwrap();
        (head[0] & 0x0f, payload)
    }
}
