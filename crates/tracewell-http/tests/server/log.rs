use std::sync::Arc;

use serde_json::{Map, Value};
use tokio::sync::Notify;
use tracewell_log::{Capture, LogLayer, Output};
use tracewell_redact::Policy;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use super::PATIENCE;

pub(crate) type Line = Map<String, Value>;

const TERMINAL: [&str; 3] = ["request_completed", "request_failed", "request_cancelled"];

/// The lines of this thread, of every level, as production shows them; and as development does, which hides less.
pub(crate) struct Log {
    capture: Arc<Capture>,
    permissive: Arc<Capture>,
    came: Arc<Notify>,
    _guard: DefaultGuard,
}

impl Log {
    pub(crate) fn listen() -> Self {
        let (capture, came) = (Arc::new(Capture::default()), Arc::new(Notify::new()));
        let output = {
            let (capture, came) = (Arc::clone(&capture), Arc::clone(&came));
            move |level, line: &[u8]| {
                capture.write(level, line);
                came.notify_waiters();
            }
        };
        let permissive = Arc::new(Capture::default());
        let guard = tracing_subscriber::registry()
            .with(LogLayer::new(Policy::development()).json(Arc::clone(&permissive)))
            .with(LogLayer::new(Policy::production()).json(output))
            .set_default();
        Self { capture, permissive, came, _guard: guard }
    }

    /// All lines so far.
    pub(crate) fn lines(&self) -> Lines {
        Lines::parse(self.capture.text(), self.permissive.text())
    }

    /// Waits for the first line that `is_it`.
    pub(crate) async fn wait_for(&self, what: &str, is_it: impl Fn(&Line) -> bool) -> Line {
        let search = async {
            loop {
                // Listens before it looks, so that no line comes in between.
                let came = self.came.notified();
                tokio::pin!(came);
                came.as_mut().enable();
                if let Some(line) = self.lines().0.into_iter().find(|line| is_it(line)) {
                    return line;
                }
                came.await;
            }
        };
        let found = tokio::time::timeout(PATIENCE, search).await;
        found.unwrap_or_else(|_| panic!("no {what} in\n{}", self.capture.text()))
    }

    /// Waits for the first terminal event of this path.
    pub(crate) async fn wait_for_end(&self, path: &str) -> Line {
        self.wait_for("terminal event", |line| is_terminal(line) && line["path"] == path).await
    }
}

/// All that was told.
#[derive(Debug)]
pub(crate) struct Lines(Vec<Line>, String, String);

impl Lines {
    fn parse(text: String, permissive: String) -> Self {
        let lines = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        Self(lines, text, permissive)
    }

    /// All that was written, under any policy.
    pub(crate) fn everything(&self) -> String {
        format!("{}{}", self.1, self.2)
    }

    /// As it was written.
    pub(crate) fn text(&self) -> &str {
        &self.1
    }

    /// The lines of this path.
    pub(crate) fn of(&self, path: &str) -> Vec<&Line> {
        self.0.iter().filter(|line| line.get("path").is_some_and(|told| told == path)).collect()
    }

    pub(crate) fn named(&self, name: &str) -> Vec<&Line> {
        self.0.iter().filter(|line| line["message"] == name).collect()
    }

    pub(crate) fn errors(&self) -> Vec<&Line> {
        self.0.iter().filter(|line| line["level"] == "ERROR").collect()
    }

    /// The terminal events in the order in which they came.
    pub(crate) fn ends(&self) -> Vec<&Line> {
        self.0.iter().filter(|line| is_terminal(line)).collect()
    }

    /// The only terminal event that there is: complete, of one request, and the last word on it.
    pub(crate) fn end(&self) -> &Line {
        let ends = self.ends();
        assert_eq!(ends.len(), 1, "exactly one terminal event in\n{}", self.1);
        let own =
            self.0.iter().filter(|line| line["target"].as_str().is_some_and(|told| told.starts_with("tracewell")));
        for line in own {
            assert!(!line.values().any(|value| value == "[FILTERED]"), "{line:?}");
        }
        check(ends[0]);
        ends[0]
    }

    /// The only line of this name.
    pub(crate) fn only(&self, name: &str) -> &Line {
        let lines = self.named(name);
        assert_eq!(lines.len(), 1, "one {name} in\n{}", self.1);
        lines[0]
    }
}

fn is_terminal(line: &Line) -> bool {
    TERMINAL.iter().any(|name| line["message"] == *name)
}

/// What every terminal event has.
fn check(end: &Line) {
    assert_eq!(end["target"], "tracewell::http", "{end:?}");
    for text in ["correlation_id", "method", "path"] {
        assert!(end.get(text).is_some_and(Value::is_string), "{text} in {end:?}");
    }
    assert!(end["duration_ms"].is_number(), "{end:?}");
    if end.contains_key("status_code") {
        assert!(end["status_code"].is_u64() && end["ttfb_ms"].is_number(), "{end:?}");
        assert!(end["response_bytes"].is_u64(), "{end:?}");
    }
}
