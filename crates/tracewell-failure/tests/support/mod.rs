//! The lines of a test binary, told by the hook that it installs.
#![allow(dead_code, unused_imports, reason = "shared by test binaries that use different parts of it")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod crash;

use std::sync::{Arc, LazyLock};

use serde_json::{Map, Value};
use tracewell_context::{Context, CorrelationId};
use tracewell_failure::PanicHook;
use tracewell_log::{Capture, LogLayer};
use tracewell_redact::Policy;
use tracing_subscriber::layer::SubscriberExt;

pub(crate) use self::crash::{Crash, crash};

pub(crate) type Line = Map<String, Value>;

static CAPTURE: LazyLock<Arc<Capture>> = LazyLock::new(|| {
    let capture = Arc::new(Capture::default());
    let lines = LogLayer::new(Policy::production()).json(Arc::clone(&capture));
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(lines)).unwrap();
    // The hook of the test harness comes behind ours: it says which test failed.
    let _hook = PanicHook::new(Policy::production()).chain(true).install();
    capture
});

/// Begins to listen, for the whole process.
pub(crate) fn listen() {
    LazyLock::force(&CAPTURE);
}

/// The lines whose error message is `text`; tests of one binary share the log, so each has texts of its own.
pub(crate) fn told(text: &str) -> Vec<Line> {
    parse(&CAPTURE.text())
        .into_iter()
        .filter(|line| line.get("error_message").is_some_and(|told| told == text))
        .collect()
}

/// The one line whose error message is `text`.
pub(crate) fn told_once(text: &str) -> Line {
    let mut lines = told(text);
    assert_eq!(lines.len(), 1, "{text}: {lines:#?}");
    let line = lines.remove(0);
    assert_eq!(line["message"], "unhandled_exception");
    assert_eq!(line["level"], "ERROR");
    assert_eq!(line["target"], "tracewell::failure");
    assert_eq!(line["error_type"], "panic");
    line
}

pub(crate) fn parse(text: &str) -> Vec<Line> {
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

pub(crate) fn context(id: &str) -> Context {
    Context::new(CorrelationId::new(id).unwrap())
}
