//! A sink that panics at our events: every request is answered all the same, and the process lives.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::sync::{Arc, Mutex};

use http::{Request, Response, StatusCode};
use http_body_util::BodyExt;
use support::{Answer, Script, Step, get, policy};
use tower::{Layer, Service, ServiceExt, service_fn};
use tracewell_failure::PanicHook;
use tracewell_http::TerminalLayer;
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

/// The targets of the events at which it panicked.
type Panics = Arc<Mutex<Vec<String>>>;

struct Broken(Panics);

impl<S: Subscriber> tracing_subscriber::Layer<S> for Broken {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        self.0.lock().unwrap().push(event.metadata().target().to_owned());
        panic!("the sink broke");
    }
}

fn break_the_log() -> (Panics, DefaultGuard) {
    let _hook = PanicHook::new(policy()).install();
    let panics = Panics::default();
    let guard = tracing_subscriber::registry().with(Broken(Arc::clone(&panics))).set_default();
    (panics, guard)
}

async fn answer(status: u16, steps: Vec<Step>) -> Answer {
    let mut response = Response::new(Script::new(steps));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    Ok(response)
}

#[tokio::test]
async fn while_it_is_answered() {
    let (panics, _log) = break_the_log();
    for status in [200, 404, 500] {
        let service = TerminalLayer::new(policy())
            .layer(service_fn(move |_: Request<()>| answer(status, vec![Step::Data("hello")])));
        let response = service.oneshot(get("/")).await.unwrap();
        assert_eq!(response.status(), status);
        assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "hello");
    }
    assert!(panics.lock().unwrap().len() >= 4, "three ends and a reason");
}

#[tokio::test]
async fn while_its_panic_is_told() {
    let (panics, _log) = break_the_log();
    async fn panics_too(_: Request<()>) -> Answer {
        panic!("planned")
    }
    let service = TerminalLayer::new(policy()).layer(service_fn(panics_too));
    let response = service.oneshot(get("/")).await.unwrap();
    assert_eq!(response.status(), 500);
    response.into_body().collect().await.unwrap();
    assert!(panics.lock().unwrap().contains(&"tracewell::failure".to_owned()));
}

#[tokio::test]
async fn while_its_body_fails() {
    let (_, _log) = break_the_log();
    let service =
        TerminalLayer::new(policy()).layer(service_fn(|_: Request<()>| answer(200, vec![Step::Error("disk gone")])));
    let body = service.oneshot(get("/")).await.unwrap().into_body();
    assert_eq!(body.collect().await.unwrap_err().to_string(), "disk gone");
}

#[tokio::test]
async fn while_it_is_given_up() {
    let (panics, _log) = break_the_log();
    let mut service = TerminalLayer::new(policy()).layer(service_fn(|_: Request<()>| std::future::pending::<Answer>()));
    drop(service.call(get("/")));
    assert_eq!(panics.lock().unwrap()[0], "tracewell::http");
}

/// An outer panic drops the request while it unwinds: a second one there would end the process.
#[tokio::test]
async fn while_something_else_unwinds() {
    let (panics, _log) = break_the_log();
    let unwound = tokio::spawn(async {
        let mut service =
            TerminalLayer::new(policy()).layer(service_fn(|_: Request<()>| std::future::pending::<Answer>()));
        let _given_up = service.call(get("/"));
        assert!(get("/").uri() == "/other", "planned");
    });
    assert!(unwound.await.unwrap_err().is_panic());
    assert!(panics.lock().unwrap().contains(&"tracewell::http".to_owned()));
}

/// Panics whenever it hears of a span in this way.
struct BreaksAt(&'static str);

impl BreaksAt {
    fn hears(&self, of: &str) {
        assert!(self.0 != of, "planned");
    }
}

impl<S: Subscriber> tracing_subscriber::Layer<S> for BreaksAt {
    fn on_new_span(&self, _: &tracing::span::Attributes<'_>, _: &tracing::Id, _: Context<'_, S>) {
        self.hears("new");
    }
    fn on_record(&self, _: &tracing::Id, _: &tracing::span::Record<'_>, _: Context<'_, S>) {
        self.hears("record");
    }
    fn on_enter(&self, _: &tracing::Id, _: Context<'_, S>) {
        self.hears("enter");
    }
    fn on_exit(&self, _: &tracing::Id, _: Context<'_, S>) {
        self.hears("exit");
    }
    fn on_close(&self, _: tracing::Id, _: Context<'_, S>) {
        self.hears("close");
    }
}

/// Counts the ends.
struct Ends(Panics);

impl<S: Subscriber> tracing_subscriber::Layer<S> for Ends {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "tracewell::http" {
            self.0.lock().unwrap().push(tracewell_context::current().unwrap().correlation_id().to_string());
        }
    }
}

#[tokio::test]
async fn over_its_span() {
    let _hook = PanicHook::new(policy()).install();
    for at in ["new", "record", "enter", "exit", "close"] {
        let ends = Panics::default();
        let _log = tracing_subscriber::registry().with(BreaksAt(at)).with(Ends(Arc::clone(&ends))).set_default();
        let layer = TerminalLayer::new(policy()).span(true);
        let service = layer.layer(service_fn(|_: Request<()>| answer(200, vec![Step::Data("hello")])));
        let response = service.oneshot(get("/")).await.unwrap();
        assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "hello", "{at}");
        assert_eq!(ends.lock().unwrap().len(), 1, "{at}");
        let mut given_up = layer.layer(service_fn(|_: Request<()>| std::future::pending::<Answer>()));
        drop(given_up.call(get("/")));
        assert_eq!(ends.lock().unwrap().len(), 2, "{at}");
    }
}
