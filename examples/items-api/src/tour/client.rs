use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// No answer of the service takes longer.
const PATIENCE: Duration = Duration::from_secs(15);

/// A request of HTTP/1.1, byte by byte: a client with manners could not send half of what a service must stand.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    method: &'static str,
    target: String,
    headers: Vec<(&'static str, Vec<u8>)>,
    body: Option<Vec<u8>>,
    chunked: bool,
}

impl Request {
    pub(crate) fn new(method: &'static str, target: impl Into<String>) -> Self {
        Self { method, target: target.into(), headers: Vec::new(), body: None, chunked: false }
    }

    pub(crate) fn get(target: impl Into<String>) -> Self {
        Self::new("GET", target)
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<Vec<u8>>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// A body whose length is not announced, in one chunk.
    #[allow(dead_code, reason = "for the tests, which use this client too")]
    pub(crate) fn chunked(mut self, body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let chunks = [format!("{:x}\r\n", body.len()).as_bytes(), body, b"\r\n0\r\n\r\n"].concat();
        self.chunked = true;
        self.header("transfer-encoding", "chunked").body(chunks)
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("authorization", format!("Bearer {token}"))
    }

    pub(crate) fn method(&self) -> &'static str {
        self.method
    }

    pub(crate) fn target(&self) -> &str {
        &self.target
    }

    /// The value of a header as it is sent.
    pub(crate) fn sent(&self, name: &str) -> Option<&[u8]> {
        self.headers.iter().find(|(sent, _)| *sent == name).map(|(_, value)| value.as_slice())
    }

    /// Sends the request, and leaves the answer to be read.
    #[allow(dead_code, reason = "for the tour; the tests have a client of their own for streams")]
    pub(crate) fn begin(&self, address: SocketAddr) -> io::Result<TcpStream> {
        self.write(address)
    }

    /// Sends the request and reads the answer to its end.
    pub(crate) fn send(&self, address: SocketAddr) -> io::Result<Response> {
        let mut stream = self.write(address)?;
        let mut bytes = Vec::new();
        // A server that refuses a body it has not read may reset the connection behind its answer.
        match stream.read_to_end(&mut bytes) {
            Err(error) if bytes.is_empty() => return Err(error),
            _ => {}
        }
        Response::parse(&bytes).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "no HTTP response"))
    }

    /// Sends the request, and leaves after `wait` without having read anything.
    pub(crate) fn send_and_leave(&self, address: SocketAddr, wait: Duration) -> io::Result<()> {
        let _stream = self.write(address)?;
        std::thread::sleep(wait);
        Ok(())
    }

    /// Sends the request, and leaves as soon as a part of the body has come.
    pub(crate) fn send_and_leave_amid(&self, address: SocketAddr) -> io::Result<Response> {
        let mut stream = self.write(address)?;
        let mut bytes = Vec::new();
        let mut part = [0; 4096];
        loop {
            let read = stream.read(&mut part)?;
            bytes.extend_from_slice(&part[..read]);
            let head = bytes.windows(4).position(|window| window == b"\r\n\r\n");
            if read == 0 || head.is_some_and(|head| bytes.len() > head + 4) {
                break;
            }
        }
        Response::parse(&bytes).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "no HTTP response"))
    }

    fn write(&self, address: SocketAddr) -> io::Result<TcpStream> {
        let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let mut bytes = format!("{} {} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n", self.method, self.target)
            .into_bytes();
        for (name, value) in &self.headers {
            bytes.extend_from_slice(name.as_bytes());
            bytes.extend_from_slice(b": ");
            bytes.extend_from_slice(value);
            bytes.extend_from_slice(b"\r\n");
        }
        if let Some(body) = self.body.as_ref().filter(|_| !self.chunked) {
            bytes.extend_from_slice(format!("content-length: {}\r\n", body.len()).as_bytes());
        }
        bytes.extend_from_slice(b"\r\n");
        bytes.extend_from_slice(self.body.as_deref().unwrap_or_default());
        match stream.write_all(&bytes) {
            // The answer to a body that is too large may come before all of it was sent.
            Err(error) if matches!(error.kind(), io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset) => {}
            other => other?,
        }
        Ok(stream)
    }
}

/// A response, read to its end or as far as it came.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Response {
    pub(crate) fn status(&self) -> u16 {
        self.status
    }

    /// Each value of a header, by its name in lower case.
    pub(crate) fn headers<'r>(&'r self, name: &'r str) -> impl Iterator<Item = &'r str> {
        self.headers.iter().filter(move |(sent, _)| sent == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(sent, _)| sent == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON; null if it is none.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// An answer, as far as it has come.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&bytes[..end]).ok()?;
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let header =
            |line: &str| line.split_once(':').map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()));
        let headers: Vec<_> = lines.filter_map(header).collect();
        let body = &bytes[end + 4..];
        let chunked = headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
        let body = if chunked { unchunk(body) } else { body.to_vec() };
        Some(Self { status, headers, body })
    }
}

/// The chunks of a body, as far as they came.
fn unchunk(mut bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = bytes.windows(2).position(|window| window == b"\r\n") {
        let size = std::str::from_utf8(&bytes[..end]).ok().and_then(|size| usize::from_str_radix(size, 16).ok());
        let Some(size @ 1..) = size else { break };
        let chunk = &bytes[end + 2..];
        body.extend_from_slice(&chunk[..size.min(chunk.len())]);
        bytes = chunk.get(size + 2..).unwrap_or_default();
    }
    body
}
