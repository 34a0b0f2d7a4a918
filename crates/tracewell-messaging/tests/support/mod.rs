//! What the library tells, as a service in production writes it.

#![allow(clippy::unwrap_used, dead_code, reason = "tests, each of which uses a part")]

use std::sync::Arc;

use serde_json::Value;
use tracewell_context::TeamId;
use tracewell_log::{Capture, LogLayer};
use tracewell_messaging::{JobId, Next, Subscription, Topic};
use tracewell_redact::Policy;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt as _;

/// A log to look into, this thread's for as long as the guard lives.
pub(crate) struct Log {
    capture: Arc<Capture>,
    _installed: tracing::subscriber::DefaultGuard,
}

impl Log {
    pub(crate) fn start() -> Self {
        let capture = Arc::new(Capture::default());
        let layer = LogLayer::new(Policy::production()).json(Arc::clone(&capture));
        let subscriber = tracing_subscriber::registry().with(layer).with(LevelFilter::DEBUG);
        Self { capture, _installed: tracing::subscriber::set_default(subscriber) }
    }

    pub(crate) fn text(&self) -> String {
        self.capture.text()
    }

    pub(crate) fn lines(&self) -> Vec<Value> {
        self.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    pub(crate) fn of(&self, event: &str) -> Vec<Value> {
        self.lines().into_iter().filter(|line| line["message"] == event).collect()
    }
}

/// A log of the whole process, for what happens on other threads.
pub(crate) fn global_log() -> Arc<Capture> {
    let capture = Arc::new(Capture::default());
    let layer = LogLayer::new(Policy::production()).json(Arc::clone(&capture));
    let subscriber = tracing_subscriber::registry().with(layer).with(LevelFilter::DEBUG);
    tracing::subscriber::set_global_default(subscriber).unwrap();
    capture
}

pub(crate) fn of(capture: &Capture, event: &str) -> Vec<Value> {
    let lines = capture.text();
    let lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.filter(|line| line["message"] == event).collect()
}

pub(crate) fn team(id: &str) -> Topic {
    Topic::team(TeamId::new(id).unwrap())
}

pub(crate) fn job(team_id: &str, id: &str) -> Topic {
    team(team_id).job(JobId::new(id).unwrap())
}

/// What waits for a subscriber: the first data line of an event, or `missed N`.
pub(crate) fn waiting(subscription: &mut Subscription) -> Vec<String> {
    let mut task = std::task::Context::from_waker(std::task::Waker::noop());
    let mut found = Vec::new();
    while let std::task::Poll::Ready(Some(next)) = subscription.poll_next(&mut task) {
        found.push(match next {
            Next::Event(frame) => data(frame.bytes()),
            Next::Missed(missed) => {
                missed.count().map_or_else(|| "missed ?".to_owned(), |count| format!("missed {count}"))
            }
        });
    }
    found
}

pub(crate) fn data(frame: &[u8]) -> String {
    let text = std::str::from_utf8(frame).unwrap();
    text.lines().find_map(|line| line.strip_prefix("data: ")).unwrap_or_default().to_owned()
}
