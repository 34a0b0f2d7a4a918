use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::{sleep, spawn};
use std::time::Duration;

/// What an address asks for, by the last but one part of it.
pub(crate) const KNOWN: u16 = 1;
pub(crate) const UNKNOWN: u16 = 2;
pub(crate) const BROKEN: u16 = 3;
pub(crate) const SLOW: u16 = 4;

/// Longer than the service waits.
const TOO_LONG: Duration = Duration::from_millis(2500);

/// The service that this one calls. It notes who asked for what, and repeats every secret it is told.
#[derive(Clone)]
pub(crate) struct Upstream {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<(usize, String)>>>,
}

impl Upstream {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let upstream = Self { address: listener.local_addr().unwrap(), asked: Arc::default() };
        let serving = upstream.clone();
        spawn(move || {
            for stream in listener.incoming().flatten() {
                let serving = serving.clone();
                spawn(move || serving.answer(stream));
            }
        });
        upstream
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// For which number each call asked, and under which id.
    pub(crate) fn asked(&self) -> Vec<(usize, String)> {
        self.asked.lock().unwrap().clone()
    }

    fn answer(&self, mut stream: TcpStream) -> io::Result<()> {
        let mut head = Vec::new();
        let mut part = [0; 4096];
        while !head.ends_with(b"\r\n\r\n") {
            let count = stream.read(&mut part)?;
            if count == 0 {
                return Ok(());
            }
            head.extend_from_slice(&part[..count]);
        }
        let head = String::from_utf8_lossy(&head);
        let target = head.split(' ').nth(1).unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut parts = path.rsplit(':').map(|part| usize::from_str_radix(part, 16).unwrap_or_default());
        let (number, kind) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let id = head.lines().find_map(|line| line.strip_prefix("x-request-id: ")).unwrap_or_default();
        self.asked.lock().unwrap().push((number, id.to_owned()));
        let (status, body) = match u16::try_from(kind) {
            Ok(KNOWN) => ("200 OK", r#"{"country":"ZZ"}"#.to_owned()),
            Ok(UNKNOWN) => ("404 Not Found", format!("{{\"token\":\"{query}\"}}")),
            Ok(SLOW) => {
                sleep(TOO_LONG);
                return Ok(());
            }
            _ => ("500 Internal Server Error", format!("no database for {query} of {path}")),
        };
        let length = body.len();
        write!(
            stream,
            "HTTP/1.1 {status}\r\nset-cookie: session={query}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
        )
    }
}
