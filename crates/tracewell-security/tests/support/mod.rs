//! The lines of a test, as production shows them.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "shared by test binaries that use different parts of it"
)]

use std::sync::Arc;

use serde_json::{Map, Value};
use tracewell_log::{Capture, LogLayer};
use tracewell_redact::Policy;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

pub type Line = Map<String, Value>;

/// The lines of this thread, of every level.
pub struct Log {
    capture: Arc<Capture>,
    _guard: Option<DefaultGuard>,
}

impl Log {
    pub fn listen() -> Self {
        let capture = Arc::new(Capture::default());
        let layer = LogLayer::new(Policy::production()).json(Arc::clone(&capture));
        let guard = tracing_subscriber::registry().with(layer).set_default();
        Self { capture, _guard: Some(guard) }
    }

    /// The lines of all threads, for a test binary that has this process to itself.
    pub fn listen_everywhere() -> Self {
        let capture = Arc::new(Capture::default());
        let layer = LogLayer::new(Policy::production()).json(Arc::clone(&capture));
        tracing_subscriber::registry().with(layer).try_init().unwrap();
        Self { capture, _guard: None }
    }

    pub fn text(&self) -> String {
        self.capture.text()
    }

    pub fn lines(&self) -> Vec<Line> {
        self.text().lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect()
    }

    pub fn named(&self, name: &str) -> Vec<Line> {
        self.lines().into_iter().filter(|line| line["message"] == name).collect()
    }

    /// The codes of all security events.
    pub fn violations(&self) -> Vec<String> {
        let code = |line: &Line| line["violation"].as_str().unwrap().to_owned();
        self.named("security_event").iter().map(code).collect()
    }
}
