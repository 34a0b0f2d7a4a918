//! From the moment a route is known, the path of its request shows no more than the policy lets it show of that route.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::sync::{Arc, Mutex};

use http::{Request, Response};
use http_body_util::BodyExt;
use support::{Answer, Script, Step, Told, get};
use tower::{Layer, ServiceExt, service_fn};
use tracewell_context::{Principal, TeamId, UserId, bind};
use tracewell_http::{Route, TerminalLayer};
use tracewell_redact::{Mode, Policy};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

const PATH: &str = "/v1/geo/203.0.113.7/near";

fn policy() -> Policy {
    Policy::builder(Mode::Production).personal_param("ip").build().unwrap()
}

fn routed(route: &'static str) -> Answer {
    let mut response = Response::new(Script::new([Step::Data("x")]));
    response.extensions_mut().insert(Route::new(route));
    Ok(response)
}

async fn exchange<F>(layer: TerminalLayer, request: Request<()>, handler: impl FnMut(Request<()>) -> F)
where
    F: Future<Output = Answer>,
{
    let response = layer.layer(service_fn(handler)).oneshot(request).await.unwrap();
    response.into_body().collect().await.unwrap();
}

#[tokio::test]
async fn of_a_route_that_comes_with_the_response() {
    let told = Told::listen();
    exchange(TerminalLayer::new(policy()), get(PATH), async |_| routed("/v1/geo/{ip}/near")).await;
    let end = told.terminal();
    assert_eq!((&end["path"], &end["route"]), (&"/v1/geo/[REDACTED]/near".into(), &"/v1/geo/{ip}/near".into()));
}

#[tokio::test]
async fn of_a_route_that_comes_with_the_request() {
    let told = Told::listen();
    let mut request = get("/reset/xyz");
    request.extensions_mut().insert(Route::new("/reset/{token}"));
    exchange(TerminalLayer::new(policy()), request, async |_| {
        // What is told in between has the hidden path already.
        let path = tracewell_context::current().unwrap().path().unwrap().to_owned();
        tracing::info!(target: "tracewell::test", path, "inside");
        routed("/other")
    })
    .await;
    for event in told.all() {
        assert_eq!(event["path"], "/reset/[REDACTED]", "{event:?}");
    }
    assert_eq!(told.terminal()["route"], "/reset/{token}");
}

#[tokio::test]
async fn and_all_of_it_where_nothing_is_to_be_hidden() {
    for (policy, route) in [(Policy::production(), "/v1/geo/{ip}/near"), (policy(), "/v1/geo/{id}/near")] {
        let told = Told::listen();
        exchange(TerminalLayer::new(policy), get(PATH), async |_| routed(route)).await;
        assert_eq!(told.terminal()["path"], PATH);
    }
}

#[tokio::test]
async fn and_the_route_where_the_path_does_not_fit_it() {
    let told = Told::listen();
    exchange(TerminalLayer::new(policy()), get(PATH), async |_| routed("/v1/{ip}")).await;
    assert_eq!(told.terminal()["path"], "/v1/{ip}");
}

#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn in_the_span_too_which_never_had_more() {
    let memory = Memory::default();
    let writer = memory.clone();
    let lines = tracing_subscriber::fmt::layer().json().with_writer(move || writer.clone());
    let _guard = tracing_subscriber::registry().with(lines).set_default();
    let address = ["alice", "example.com"].join("@");
    exchange(TerminalLayer::new(policy()).span(true), get(PATH), async |_| {
        tracing::info!("inside");
        let user = UserId::new(&address).unwrap();
        bind(Principal::new(TeamId::new("acme").unwrap()).user(user)).unwrap();
        routed("/v1/geo/{ip}/near")
    })
    .await;
    let text = String::from_utf8(memory.0.lock().unwrap().clone()).unwrap();
    let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["span"]["method"], "GET");
    assert_eq!(lines[0]["span"].get("path"), None, "not before the route is known");
    let span = &lines.last().unwrap()["span"];
    assert_eq!((&span["path"], &span["route"]), (&"/v1/geo/[REDACTED]/near".into(), &"/v1/geo/{ip}/near".into()));
    assert_eq!((&span["team_id"], &span["user_id"]), (&"acme".into(), &"[REDACTED:email]".into()));
    assert!(!text.contains("203.0.113.7") && !text.contains("alice"), "{text}");
}
