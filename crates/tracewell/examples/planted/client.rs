use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A request as its bytes.
pub(crate) struct Ask {
    head: String,
    body: String,
}

impl Ask {
    pub(crate) fn new(method: &str, target: &str) -> Self {
        Self {
            head: format!("{method} {target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n"),
            body: String::new(),
        }
    }

    /// A header, of one line whatever the value.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        let value: String = value.chars().filter(|c| !c.is_control()).collect();
        self.head.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    pub(crate) fn json(mut self, body: String) -> Self {
        self.body = body;
        let length = self.body.len().to_string();
        self.header("content-type", "application/json").header("content-length", &length)
    }

    /// Whatever comes back until the connection ends.
    pub(crate) async fn send(self, address: SocketAddr) -> Vec<u8> {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(format!("{}\r\n{}", self.head, self.body).as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        // A server that closes early is an answer too.
        let _ = stream.read_to_end(&mut answer).await;
        answer
    }
}
