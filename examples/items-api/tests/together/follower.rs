use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::{JoinHandle, spawn};
use std::time::Duration;

use super::cast::Team;

/// Somebody who reads the events of a team for as long as they come.
pub(crate) struct Follower {
    team: String,
    id: String,
    read: Arc<Mutex<Vec<u8>>>,
    thread: JoinHandle<()>,
}

impl Follower {
    /// Asks for the events of a team, under a request id.
    pub(crate) fn start(address: SocketAddr, team: &Team, id: &str) -> Self {
        let mut stream = TcpStream::connect(address).unwrap();
        let (token, name) = (team.user(0).token(), team.name());
        let head = format!(
            "GET /v1/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\nx-dev-team: {name}\r\nx-request-id: {id}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(120))).unwrap();
        let read = Arc::<Mutex<Vec<u8>>>::default();
        let kept = Arc::clone(&read);
        let thread = spawn(move || {
            let mut part = [0; 16 * 1024];
            loop {
                match stream.read(&mut part) {
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    Ok(count @ 1..) => kept.lock().unwrap().extend_from_slice(&part[..count]),
                    _ => return,
                }
            }
        });
        Self { team: name.to_owned(), id: id.to_owned(), read, thread }
    }

    pub(crate) fn team(&self) -> &str {
        &self.team
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn has(&self, text: &str) -> bool {
        memchr::memmem::find(&self.read.lock().unwrap(), text.as_bytes()).is_some()
    }

    /// All that it has read when the service has ended the stream.
    pub(crate) fn end(self) -> String {
        self.thread.join().unwrap();
        String::from_utf8_lossy(&self.read.lock().unwrap()).into_owned()
    }
}
