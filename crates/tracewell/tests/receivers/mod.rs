//! Sentry and a collector, as far as it takes to count what they get.
#![allow(dead_code, reason = "shared by test binaries that use different parts of it")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

pub(crate) struct Receivers {
    address: SocketAddr,
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    events: AtomicUsize,
    traces: AtomicUsize,
}

impl Receivers {
    /// Each answers so late.
    pub(crate) fn answering_after(delay: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, counts) = (listener.local_addr().unwrap(), Arc::<Counts>::default());
        let counted = counts.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (stream, counted) = (stream.unwrap(), counted.clone());
                thread::spawn(move || answer(stream, delay, &counted));
            }
        });
        Self { address, counts }
    }

    pub(crate) fn dsn(&self) -> String {
        format!("http://{}@{}/42", "publickey", self.address)
    }

    pub(crate) fn collector(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn events(&self) -> usize {
        self.counts.events.load(Ordering::Acquire)
    }

    pub(crate) fn traces(&self) -> usize {
        self.counts.traces.load(Ordering::Acquire)
    }
}

/// As many requests as come on it, until the client hangs up.
fn answer(stream: TcpStream, delay: Duration, counts: &Counts) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    loop {
        let (mut head, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            if line == "\r\n" {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            head.push_str(&line);
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        thread::sleep(delay);
        let is_event = head.starts_with("POST /api/42/envelope/ ");
        let (count, kind, body) = if is_event {
            (&counts.events, "application/json", "{}")
        } else {
            assert!(head.starts_with("POST /v1/traces "), "{head}");
            (&counts.traces, "application/x-protobuf", "")
        };
        count.fetch_add(1, Ordering::AcqRel);
        let length = body.len();
        let answer = format!("HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n{body}");
        if (&stream).write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}
