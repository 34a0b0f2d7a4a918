//! Records the events of a test, and makes requests whose ends can be chosen.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "shared by test binaries that use different parts of it"
)]

use std::convert::Infallible;
use std::fmt::Debug;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context as Task, Poll};

use bytes::Bytes;
use http::Request;
use http_body::{Body, Frame, SizeHint};
use serde_json::{Map, Value};
use tracewell_redact::Policy;
use tracing::field::{Field, Visit};
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

/// What was told while it lives, on this thread.
pub struct Told {
    events: Arc<Mutex<Vec<Map<String, Value>>>>,
    _guard: DefaultGuard,
}

impl Told {
    pub fn listen() -> Self {
        let events = Arc::<Mutex<Vec<_>>>::default();
        let guard = tracing_subscriber::registry().with(Recorder(events.clone())).set_default();
        Self { events, _guard: guard }
    }

    pub fn all(&self) -> Vec<Map<String, Value>> {
        self.events.lock().unwrap().clone()
    }

    pub fn named(&self, name: &str) -> Vec<Map<String, Value>> {
        self.all().into_iter().filter(|event| event["message"] == name).collect()
    }

    /// The one terminal event.
    pub fn terminal(&self) -> Map<String, Value> {
        let names = ["request_completed", "request_failed", "request_cancelled"];
        let mut ends: Vec<_> = names.into_iter().flat_map(|name| self.named(name)).collect();
        assert_eq!(ends.len(), 1, "exactly one terminal event: {:?}", self.all());
        ends.remove(0)
    }

    pub fn errors(&self) -> Vec<Map<String, Value>> {
        self.all().into_iter().filter(|event| event["level"] == "ERROR").collect()
    }
}

struct Recorder(Arc<Mutex<Vec<Map<String, Value>>>>);

impl<S: Subscriber> Layer<S> for Recorder {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if !event.metadata().target().starts_with("tracewell") {
            return;
        }
        let mut fields = Fields(Map::new());
        event.record(&mut fields);
        fields.0.insert("level".into(), event.metadata().level().as_str().into());
        fields.0.insert("target".into(), event.metadata().target().into());
        if let Some(context) = tracewell_context::current() {
            fields.0.insert("correlation_id".into(), context.correlation_id().as_str().into());
            fields.0.insert("team_id".into(), context.team_id().map(|team| team.as_str()).into());
        }
        self.0.lock().unwrap().push(fields.0);
    }
}

struct Fields(Map<String, Value>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name().into(), format!("{value:?}").into());
    }
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().into(), value.into());
    }
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.insert(field.name().into(), value.into());
    }
    fn record_i64(&mut self, field: &Field, value: i64) {
        self.0.insert(field.name().into(), value.into());
    }
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.0.insert(field.name().into(), value.into());
    }
    fn record_bool(&mut self, field: &Field, value: bool) {
        self.0.insert(field.name().into(), value.into());
    }
}

pub fn policy() -> Policy {
    Policy::production()
}

pub fn get(path: &str) -> Request<()> {
    Request::get(path).header("x-request-id", "r-1").body(()).unwrap()
}

/// A body of chosen steps.
#[derive(Debug, Default)]
pub struct Script {
    steps: std::collections::VecDeque<Step>,
    hint: Option<u64>,
    on_drop: bool,
}

#[derive(Debug)]
pub enum Step {
    Data(&'static str),
    Error(&'static str),
    Panic(&'static str),
    Never,
}

impl Script {
    pub fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Self { steps: steps.into_iter().collect(), hint: None, on_drop: false }
    }
    pub fn announcing(mut self, bytes: u64) -> Self {
        self.hint = Some(bytes);
        self
    }
    pub fn panicking_on_drop(mut self) -> Self {
        self.on_drop = true;
        self
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        if self.on_drop && !std::thread::panicking() {
            panic!("planned, on drop");
        }
    }
}

impl Body for Script {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Task<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        match self.steps.pop_front() {
            Some(Step::Data(text)) => Poll::Ready(Some(Ok(Frame::data(text.into())))),
            Some(Step::Error(text)) => Poll::Ready(Some(Err(text.into()))),
            Some(Step::Panic(text)) => panic!("{text}"),
            Some(Step::Never) => {
                self.steps.push_front(Step::Never);
                Poll::Pending
            }
            None => Poll::Ready(None),
        }
    }

    fn size_hint(&self) -> SizeHint {
        self.hint.map(SizeHint::with_exact).unwrap_or_default()
    }
}

pub type Answer = Result<http::Response<Script>, Infallible>;
