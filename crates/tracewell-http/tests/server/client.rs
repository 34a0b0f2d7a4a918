use std::net::SocketAddr;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::PATIENCE;

/// One connection; dropped, it is closed.
pub(crate) struct Client {
    stream: BufReader<TcpStream>,
}

/// What came back.
#[derive(Debug, Default)]
pub(crate) struct Response {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
    /// Whether the body came to its end, and did not break off.
    pub(crate) whole: bool,
}

impl Response {
    /// The only value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let first = values.next();
        assert_eq!(values.next(), None, "{name} twice");
        first
    }

    /// The body, which is a problem document of this response.
    pub(crate) fn problem(&self) -> serde_json::Map<String, serde_json::Value> {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self:?}");
        assert_eq!(self.header("content-length"), Some(&*self.body.len().to_string()), "{self:?}");
        let problem: serde_json::Map<_, _> = serde_json::from_str(&self.body).unwrap();
        let id = self.header("x-request-id").unwrap();
        assert_eq!(problem["type"], "about:blank");
        assert_eq!(problem["status"], self.status);
        assert_eq!(problem["correlation_id"], id);
        let instance = problem["instance"].as_str().unwrap();
        assert!(instance == format!("urn:uuid:{id}") || instance == format!("urn:request:{id}"), "{instance}");
        problem
    }

    /// All of it, to look for what must not be there.
    pub(crate) fn text(&self) -> String {
        format!("{} {:?} {}", self.status, self.headers, self.body)
    }
}

impl Client {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        Self { stream: BufReader::new(TcpStream::connect(address).await.unwrap()) }
    }

    /// Sends these bytes.
    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.stream.get_mut().write_all(bytes.as_ref()).await.unwrap();
    }

    /// Sends a request with these further header lines and this body.
    pub(crate) async fn request(&mut self, method: &str, path: &str, headers: &[&str], body: &str) {
        let mut text = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\n");
        for header in headers {
            text = text + header + "\r\n";
        }
        if !body.is_empty() {
            text += &format!("content-length: {}\r\n", body.len());
        }
        self.send(text + "\r\n" + body).await;
    }

    /// Sends a GET and reads the response.
    pub(crate) async fn get(&mut self, path: &str) -> Response {
        self.request("GET", path, &[], "").await;
        self.response().await
    }

    /// Sends JSON and reads the response.
    pub(crate) async fn post(&mut self, path: &str, json: &str) -> Response {
        self.request("POST", path, &["content-type: application/json"], json).await;
        self.response().await
    }

    /// Reads a whole response to anything but HEAD.
    pub(crate) async fn response(&mut self) -> Response {
        let mut response = self.head().await;
        let body = timeout(PATIENCE, self.body(&response)).await.expect("a body in time");
        (response.body, response.whole) = body;
        response
    }

    /// Reads the head of a response.
    pub(crate) async fn head(&mut self) -> Response {
        let mut response = Response::default();
        loop {
            let line = timeout(PATIENCE, self.line()).await.expect("a head in time").expect("a whole head");
            if line.is_empty() {
                return response;
            }
            match line.split_once(": ") {
                Some((name, value)) => response.headers.push((name.to_owned(), value.to_owned())),
                None => response.status = line.split(' ').nth(1).unwrap().parse().unwrap(),
            }
        }
    }

    /// Reads one chunk of a body; none at its regular end.
    pub(crate) async fn chunk(&mut self) -> Option<String> {
        timeout(PATIENCE, self.next_chunk()).await.expect("a chunk in time").expect("a whole chunk")
    }

    /// Reads these many bytes as they come.
    pub(crate) async fn bytes(&mut self, length: usize) -> String {
        timeout(PATIENCE, self.exactly(length)).await.expect("bytes in time").expect("all of them")
    }

    /// Whether the server closes the connection, with nothing more to say.
    pub(crate) async fn is_closed(&mut self) -> bool {
        let mut rest = Vec::new();
        let read = timeout(PATIENCE, self.stream.read_to_end(&mut rest)).await.expect("an end in time");
        read.is_err() || rest.is_empty()
    }

    async fn body(&mut self, head: &Response) -> (String, bool) {
        if matches!(head.status, 100..200 | 204 | 304) {
            return (String::new(), true);
        }
        if let Some(length) = head.header("content-length") {
            let body = self.exactly(length.parse().unwrap()).await;
            return body.map_or_else(|| (String::new(), false), |body| (body, true));
        }
        assert_eq!(head.header("transfer-encoding"), Some("chunked"), "{head:?}");
        let mut body = String::new();
        loop {
            match self.next_chunk().await {
                Some(Some(chunk)) => body += &chunk,
                Some(None) => return (body, true),
                None => return (body, false),
            }
        }
    }

    /// One chunk, or none at the last; nothing if the connection breaks off.
    async fn next_chunk(&mut self) -> Option<Option<String>> {
        let length = usize::from_str_radix(&self.line().await?, 16).unwrap();
        let chunk = self.exactly(length).await?;
        self.line().await?;
        Some((length > 0).then_some(chunk))
    }

    async fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        self.stream.read_line(&mut line).await.ok()?;
        line.strip_suffix("\r\n").map(str::to_owned)
    }

    async fn exactly(&mut self, length: usize) -> Option<String> {
        let mut bytes = vec![0; length];
        self.stream.read_exact(&mut bytes).await.ok()?;
        Some(String::from_utf8(bytes).unwrap())
    }
}
