//! Sinks that live on spans see the id from the begin, and team and user from when they are bound.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io;
use std::sync::{Arc, Mutex};

use http::Response;
use http_body_util::BodyExt;
use serde_json::Value;
use support::{Answer, Script, Step, get, policy};
use tower::{Layer, ServiceBuilder, ServiceExt, service_fn};
use tracewell_context::{Principal, TeamId, UserId, bind, spawn};
use tracewell_correlation::CorrelationLayer;
use tracewell_http::{PrincipalLayer, TerminalLayer};
use tracing::span::{Attributes, Id, Record};
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Vec<u8>>>);

impl io::Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Memory {
    /// The span of the event with this message, as a foreign sink shows it.
    fn span_of(&self, message: &str) -> Value {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let mut lines = lines.filter(|line| line["fields"]["message"] == message);
        lines.next().unwrap_or_else(|| panic!("{message} in {text}"))["span"].clone()
    }

    fn listen(&self) -> tracing::subscriber::DefaultGuard {
        let writer = self.clone();
        let lines = tracing_subscriber::fmt::layer().json().with_writer(move || writer.clone());
        tracing_subscriber::registry().with(lines).set_default()
    }
}

fn principal() -> Principal {
    Principal::new(TeamId::new("acme").unwrap()).user(UserId::new("user-7").unwrap())
}

async fn handler() -> Answer {
    tracing::info!("before");
    bind(principal()).unwrap();
    tracing::info!("after");
    Ok(Response::new(Script::new([Step::Data("x")])))
}

#[tokio::test]
async fn bound_in_the_handler() {
    let memory = Memory::default();
    let _guard = memory.listen();
    let service = ServiceBuilder::new()
        .layer(CorrelationLayer::new(policy()))
        .layer(TerminalLayer::new(policy()).span(true))
        .service(service_fn(|_| handler()));
    service.oneshot(get("/")).await.unwrap().into_body().collect().await.unwrap();
    let before = memory.span_of("before");
    assert_eq!((&before["correlation_id"], before.get("team_id")), (&"r-1".into(), None));
    for message in ["after", "request_completed"] {
        let span = memory.span_of(message);
        assert_eq!((&span["team_id"], &span["user_id"]), (&"acme".into(), &"user-7".into()), "{message}");
        assert_eq!(span["correlation_id"], "r-1");
    }
}

#[tokio::test]
async fn bound_outside() {
    let memory = Memory::default();
    let _guard = memory.listen();
    let service = ServiceBuilder::new()
        .layer(PrincipalLayer::new(policy(), |_: &http::request::Parts| Some(principal())))
        .layer(TerminalLayer::new(policy()).span(true))
        .service(service_fn(|_| handler()));
    service.oneshot(get("/")).await.unwrap().into_body().collect().await.unwrap();
    assert_eq!(memory.span_of("before")["user_id"], "user-7");
}

#[tokio::test]
async fn a_layer_inside_still_decides_the_id() {
    let memory = Memory::default();
    let _guard = memory.listen();
    let service = ServiceBuilder::new()
        .layer(TerminalLayer::new(policy()).span(true))
        .layer(CorrelationLayer::new(policy()))
        .service(service_fn(|_| handler()));
    let response = service.oneshot(get("/")).await.unwrap();
    assert_eq!(response.headers()["x-request-id"], "r-1");
    response.into_body().collect().await.unwrap();
    assert_eq!(memory.span_of("request_completed")["correlation_id"], "r-1");
}

/// Notes which spans have ended, and panics when something is recorded.
#[derive(Clone, Default)]
struct Closed(Arc<Mutex<usize>>, bool);

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Closed {
    fn on_new_span(&self, _: &Attributes<'_>, _: &Id, _: Context<'_, S>) {}
    fn on_record(&self, _: &Id, _: &Record<'_>, _: Context<'_, S>) {
        assert!(!self.1, "planned");
    }
    fn on_close(&self, _: Id, _: Context<'_, S>) {
        *self.0.lock().unwrap() += 1;
    }
}

#[tokio::test]
async fn the_span_ends_with_its_request_whoever_keeps_the_context() {
    let closed = Closed::default();
    let _guard = tracing_subscriber::registry().with(closed.clone()).set_default();
    let (ended, end) = tokio::sync::oneshot::channel::<()>();
    let end = Mutex::new(Some(end));
    let service = TerminalLayer::new(policy()).span(true).layer(service_fn(|_| {
        let end = end.lock().unwrap().take();
        async move {
            spawn(async move {
                let _ = end.unwrap().await;
                bind(principal())
            });
            Ok::<_, std::convert::Infallible>(Response::new(Script::new([Step::Data("x")])))
        }
    }));
    service.oneshot(get("/")).await.unwrap().into_body().collect().await.unwrap();
    assert_eq!(*closed.0.lock().unwrap(), 1);
    ended.send(()).unwrap();
}

#[tokio::test]
async fn a_sink_that_panics_does_not_keep_anybody_from_binding() {
    let _guard = tracing_subscriber::registry().with(Closed(Arc::default(), true)).set_default();
    let service = TerminalLayer::new(policy()).span(true).layer(service_fn(|_| async {
        bind(principal()).unwrap();
        Ok::<_, std::convert::Infallible>(Response::new(Script::new([Step::Data("x")])))
    }));
    let response = service.oneshot(get("/")).await.unwrap();
    assert_eq!(response.status(), 200);
}
