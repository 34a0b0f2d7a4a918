//! What is told, as lines and to a foreign sink, and a server on loopback that answers well and badly.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "shared by test binaries that use different parts of it"
)]

pub mod server;

use std::io;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tracewell_log::{Capture, LogLayer};
use tracewell_redact::{Policy, Redact};
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// The lines of this thread while it lives, and what a foreign sink behind the guard got of the same.
pub struct Told {
    lines: Arc<Capture>,
    foreign: Memory,
    _guard: DefaultGuard,
}

impl Told {
    pub fn listen(policy: &Policy) -> Self {
        Self::at(policy, LevelFilter::DEBUG)
    }

    pub fn at(policy: &Policy, level: LevelFilter) -> Self {
        let (lines, foreign) = (Arc::new(Capture::default()), Memory::default());
        let writer = foreign.clone();
        let sink = tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_span_events(FmtSpan::FULL)
            .with_writer(move || writer.clone());
        let guard = tracing_subscriber::registry()
            .with(LogLayer::new(policy.clone()).json(lines.clone()))
            .with(Redact::new(policy.clone(), sink))
            .with(Targets::new().with_target("tracewell", level).with_target("test", LevelFilter::TRACE))
            .set_default();
        Self { lines, foreign, _guard: guard }
    }

    pub fn all(&self) -> Vec<Value> {
        self.lines.lines().iter().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    pub fn named(&self, name: &str) -> Vec<Value> {
        self.all().into_iter().filter(|line| line["message"] == name).collect()
    }

    pub fn responses(&self) -> Vec<Value> {
        self.named("external_http_response")
    }

    pub fn errors(&self) -> Vec<Value> {
        self.named("external_http_error")
    }

    /// The one end of the one call.
    pub fn end(&self) -> Value {
        let mut ends = [self.responses(), self.errors()].concat();
        assert_eq!(ends.len(), 1, "exactly one end: {:?}", self.all());
        ends.remove(0)
    }

    /// Everything, wherever it went.
    pub fn everything(&self) -> String {
        format!("{}\n{}", self.lines.text(), self.foreign.text())
    }
}

#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Vec<u8>>>);

impl Memory {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl io::Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A value that nobody else has, and that looks like nothing.
pub fn planted(place: &str) -> String {
    format!("planted{}", place.bytes().fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into())))
}

pub fn assert_none_of(secrets: &[String], text: &str) {
    for secret in secrets {
        assert!(!text.contains(secret.as_str()), "{secret} in:\n{text}");
    }
}
