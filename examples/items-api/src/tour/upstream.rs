use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

/// A geo service for the tour: finds most addresses, and fails where the tour wants it to.
///
/// Its thread ends with the process.
pub(super) fn start() -> io::Result<SocketAddr> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = listener.local_addr()?;
    thread::Builder::new().name("upstream".to_owned()).spawn(move || {
        for stream in listener.incoming().flatten() {
            let _ = answer(stream);
        }
    })?;
    Ok(address)
}

/// The address that nobody knows.
pub(super) const UNKNOWN: &str = "198.51.100.4";
/// The one that breaks the service.
pub(super) const BROKEN: &str = "198.51.100.5";

fn answer(mut stream: TcpStream) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && head.len() < 16 * 1024 && stream.read(&mut byte)? == 1 {
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head);
    let target = head.split(' ').nth(1).unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let (status, body) = match path.rsplit('/').next() {
        _ if !query.starts_with("key=") => ("403 Forbidden", "{}".to_owned()),
        Some(UNKNOWN) => ("404 Not Found", "{}".to_owned()),
        // As careless as others are: the key is in the text.
        Some(BROKEN) => ("500 Internal Server Error", format!("no database for {query}")),
        _ => ("200 OK", r#"{"country":"ZZ","city":"Nowhere"}"#.to_owned()),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\nx-served-for: {query}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}
