//! A Redis of a test's own: on a free port, with a folder of its own, and gone with the test.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "shared by test binaries that use different parts of it"
)]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

pub struct RedisServer {
    port: u16,
    folder: PathBuf,
    password: Option<String>,
    child: Option<Child>,
    /// More of its command line.
    more: Vec<String>,
}

impl RedisServer {
    pub fn start() -> Self {
        Self::with_password(None)
    }

    pub fn with_password(password: Option<String>) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("tracewell-redis-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut server = Self { port, folder, password, child: None, more: Vec::new() };
        server.run();
        server
    }

    /// Starts it, empty, on the same port.
    pub fn run(&mut self) {
        let mut command = Command::new("redis-server");
        command.args(["--port", &self.port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
        command.arg("--dir").arg(&self.folder);
        command.args(&self.more);
        if let Some(password) = &self.password {
            command.args(["--requirepass", password]);
        }
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        self.child = Some(child.unwrap_or_else(|_| panic!("`redis-server` is missing: `./test needs` installs it")));
        let deadline = Instant::now() + Duration::from_secs(20);
        while !self.ask(&["PING"]).contains("PONG") {
            assert!(Instant::now() < deadline, "the server did not come up");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// A further port, with TLS and this certificate.
    pub fn with_tls(certificate: &str, key: &str) -> (Self, u16) {
        let mut server = Self::start();
        server.kill();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        server.more = ["--tls-auth-clients", "no", "--tls-port"].map(str::to_owned).to_vec();
        server.more.push(port.to_string());
        for (name, text) in [("--tls-cert-file", certificate), ("--tls-key-file", key)] {
            let file = server.folder.join(&name[2..]);
            std::fs::write(&file, text).unwrap();
            server.more.extend([name.to_owned(), file.display().to_string()]);
        }
        server.run();
        (server, port)
    }

    pub fn url(&self) -> String {
        match &self.password {
            Some(password) => self.url_with(password),
            None => format!("redis://127.0.0.1:{}/0", self.port),
        }
    }

    pub fn url_with(&self, password: &str) -> String {
        format!("redis://:{password}@127.0.0.1:{}/0", self.port)
    }

    /// What it answers, as it stands on the wire; nothing if it does not.
    pub fn ask(&self, words: &[&str]) -> String {
        let Ok(mut socket) = TcpStream::connect(("127.0.0.1", self.port)) else { return String::new() };
        socket.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
        let mut sent = String::new();
        let login = self.password.as_deref().map(|password| vec!["AUTH", password]);
        for words in login.iter().map(Vec::as_slice).chain([words]) {
            sent.push_str(&format!("*{}\r\n", words.len()));
            for word in words {
                sent.push_str(&format!("${}\r\n{word}\r\n", word.len()));
            }
        }
        let _ = socket.write_all(sent.as_bytes());
        let _ = socket.shutdown(std::net::Shutdown::Write);
        let mut answer = Vec::new();
        let _ = socket.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        match login {
            Some(_) => answer.trim_start_matches("+OK\r\n").to_owned(),
            None => answer,
        }
    }

    /// The keys it has.
    pub fn keys(&self) -> Vec<String> {
        let answer = self.ask(&["KEYS", "*"]);
        answer.lines().filter(|line| !line.starts_with(['*', '$', '+'])).map(str::to_owned).collect()
    }

    fn signal(&self, signal: Signal) {
        let id = i32::try_from(self.child.as_ref().unwrap().id()).unwrap();
        kill_process(Pid::from_raw(id).unwrap(), signal).unwrap();
    }

    pub fn pause(&self) {
        self.signal(Signal::STOP);
    }

    pub fn resume(&self) {
        self.signal(Signal::CONT);
    }

    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.kill();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
