//! Failures of all kinds behind a real server: what the client learns, and the one ERROR line that tells the rest.
#![cfg(feature = "axum")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod server;

use std::error::Error;
use std::{fmt, io};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::IntoResponse;
use axum::routing::get;
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use server::{Lines, Response, Server};
use tracewell_http::Expected;
use tracewell_http::axum::{OrProblem, Problem, Result};

/// What must never reach the client.
const INSIDE: &str = "inside-7f3a";

#[derive(Debug)]
struct NoOrder(io::Error);

impl fmt::Display for NoOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no order")
    }
}

impl Error for NoOrder {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

fn no_order() -> NoOrder {
    NoOrder(io::Error::other(INSIDE))
}

/// The answer of a handler, and what was told of it.
async fn answer<A, H>(handler: H) -> (Response, Lines)
where
    H: Fn() -> A + Clone + Send + Sync + 'static,
    A: IntoResponse + Send,
{
    let handler = move || {
        let handler = handler.clone();
        async move { handler() }
    };
    let server = Server::start(Router::new().route("/v1/orders/{id}", get(handler))).await;
    let mut client = server.connect().await;
    client.request("GET", "/v1/orders/7", &["x-request-id: r-1"], "").await;
    let response = client.response().await;
    assert_eq!(response.header("x-request-id"), Some("r-1"));
    drop(client);
    let lines = server.stop().await;
    let told = lines.of("/v1/orders/7");
    assert!(told.iter().all(|line| line["route"] == "/v1/orders/{id}" && line["correlation_id"] == "r-1"), "{told:?}");
    (response, lines)
}

/// Nothing but what every 500 says.
fn assert_bare(response: &Response) {
    assert_eq!(response.status, 500);
    let problem = response.problem();
    let mut members: Vec<_> = problem.keys().map(String::as_str).collect();
    members.sort_unstable();
    assert_eq!(members, ["correlation_id", "instance", "status", "title", "type"]);
    assert_eq!(problem["title"], "Internal Server Error");
    assert!(!response.text().contains(INSIDE) && !response.text().contains("no order"));
}

async fn panics() -> &'static str {
    panic!("planned")
}

#[tokio::test]
async fn a_question_mark_on_an_error() {
    fn handler() -> Result<&'static str> {
        Err(no_order())?;
        Ok("never")
    }
    let (response, lines) = answer(handler).await;
    assert_bare(&response);
    assert_eq!(lines.errors().len(), 1, "{}", lines.text());
    let error = lines.only("http_exception_5xx");
    assert_eq!((&error["level"], &error["status_code"]), (&json!("ERROR"), &json!(500)));
    assert!(error["error_type"].as_str().unwrap().ends_with("::NoOrder"), "{error:?}");
    assert_eq!(error["error_message"], "no order");
    assert_eq!(error["error_chain"], format!("no order: {INSIDE}"));
    let end = lines.end();
    assert_eq!((&end["message"], &end["level"]), (&json!("request_completed"), &json!("WARN")));
    assert_eq!(end["status_code"], 500);
    assert!(!end.contains_key("error_chain"), "the ERROR line alone carries it");
}

#[tokio::test]
async fn a_problem_of_the_server_that_is_no_500() {
    let handler = || {
        let retry = (HeaderName::from_static("retry-after"), HeaderValue::from_static("7"));
        Problem::new(StatusCode::SERVICE_UNAVAILABLE)
            .detail("come back later")
            .member("queue", 12)
            .header(retry.0, retry.1)
            .because(no_order())
    };
    let (response, lines) = answer(handler).await;
    let problem = response.problem();
    assert_eq!((response.status, response.header("retry-after")), (503, Some("7")));
    assert_eq!((&problem["detail"], &problem["queue"]), (&json!("come back later"), &json!(12)));
    assert!(!response.text().contains(INSIDE));
    assert_eq!(lines.errors().len(), 1);
    assert_eq!(lines.only("http_exception_5xx")["error_chain"], format!("no order: {INSIDE}"));
    assert_eq!((&lines.end()["level"], &lines.end()["status_code"]), (&json!("WARN"), &json!(503)));
}

#[tokio::test]
async fn a_problem_of_the_server_without_a_cause() {
    let (response, lines) = answer(|| Problem::new(StatusCode::BAD_GATEWAY).detail("no upstream")).await;
    assert_eq!(response.problem()["detail"], "no upstream");
    let error = lines.only("http_exception_5xx");
    assert_eq!((&error["error_message"], &error["error_chain"]), (&json!("no upstream"), &json!("no upstream")));
    assert!(error.contains_key("error_type"));
    assert_eq!((lines.errors().len(), &lines.end()["level"]), (1, &json!("WARN")));
}

#[tokio::test]
async fn a_500_tells_nothing_whatever_the_program_puts_in() {
    let handler = || Problem::internal(no_order()).detail(INSIDE).member("extra", INSIDE);
    assert_bare(&answer(handler).await.0);
}

#[tokio::test]
async fn a_500_without_a_word_from_anybody() {
    let (response, lines) = answer(|| StatusCode::INTERNAL_SERVER_ERROR).await;
    assert_bare(&response);
    assert_eq!((lines.errors().len(), &lines.end()["level"]), (1, &json!("ERROR")));
}

#[tokio::test]
async fn a_problem_of_the_client() {
    let handler = || Problem::new(StatusCode::CONFLICT).detail("order is paid already").because(no_order());
    let (response, lines) = answer(handler).await;
    assert_eq!((response.status, &response.problem()["detail"]), (409, &json!("order is paid already")));
    assert!(lines.errors().is_empty());
    let error = lines.only("http_exception_4xx");
    assert_eq!((&error["level"], &error["status_code"]), (&json!("DEBUG"), &json!(409)));
    assert_eq!(error["error_message"], "no order");
    assert_eq!((&lines.end()["message"], &lines.end()["level"]), (&json!("request_completed"), &json!("INFO")));
}

#[tokio::test]
async fn an_error_that_is_said_to_be_the_clients() {
    let (response, lines) = answer(|| Err::<(), _>(no_order()).or_not_found("no such order")).await;
    assert_eq!((response.status, &response.problem()["detail"]), (404, &json!("no such order")));
    assert!(!response.text().contains(INSIDE) && lines.errors().is_empty(), "{}", lines.text());
    assert_eq!(lines.only("http_exception_4xx")["error_message"], "no order", "the log knows more");

    let (response, lines) = answer(|| None::<()>.or_bad_request("no such team")).await;
    assert_eq!((response.status, &response.problem()["detail"]), (400, &json!("no such team")));
    assert!(lines.errors().is_empty());

    let (response, lines) = answer(|| Err::<(), _>(no_order()).or_status(StatusCode::BAD_GATEWAY)).await;
    assert_eq!((response.status, lines.errors().len()), (502, 1));
    assert!(lines.only("http_exception_5xx")["error_chain"].as_str().unwrap().contains(INSIDE));
}

#[tokio::test]
async fn two_failures_of_one_request_have_one_error_line() {
    let handler = || {
        let _ = Problem::internal(no_order()).into_response();
        Problem::internal(no_order())
    };
    let (response, lines) = answer(handler).await;
    assert_bare(&response);
    assert_eq!(lines.errors().len(), 1, "{}", lines.text());
}

#[tokio::test]
async fn an_answer_that_means_what_it_says_is_no_failure() {
    for status in [StatusCode::SERVICE_UNAVAILABLE, StatusCode::NOT_FOUND] {
        let (response, lines) = answer(move || (status, axum::Extension(Expected), "not ready")).await;
        assert_eq!(response.status, status.as_u16());
        assert_eq!((&lines.end()["message"], &lines.end()["level"]), (&json!("request_completed"), &json!("INFO")));
        assert_eq!(lines.of("/v1/orders/7").len(), 1, "{}", lines.text());
    }
}

#[tokio::test]
async fn a_panic_in_the_handler() {
    let (response, lines) = answer(|| -> &'static str { panic!("{INSIDE}") }).await;
    assert_bare(&response);
    assert_eq!(lines.errors().len(), 1, "{}", lines.text());
    let error = lines.only("unhandled_exception");
    assert_eq!((&error["error_type"], &error["error_message"]), (&json!("panic"), &json!(INSIDE)));
    assert_eq!(error["status_code"], 500);
    assert!(error["location"].as_str().unwrap().contains("a_failure_has_one_error_line.rs:"));
    let end = lines.end();
    assert_eq!((&end["message"], &end["level"]), (&json!("request_failed"), &json!("WARN")));
    assert_eq!((&end["status_code"], &end["error_type"]), (&json!(500), &json!("panic")));
    assert_eq!(end["response_bytes"], response.body.len());
}

#[tokio::test]
async fn a_connection_outlives_a_panic() {
    let app = Router::new().route("/panic", get(panics)).route("/good", get(|| async { "hello" }));
    let server = Server::start(app).await;
    let mut client = server.connect().await;
    for _ in 0..3 {
        assert_eq!(client.get("/panic").await.status, 500);
        assert_eq!(client.get("/good").await.body, "hello");
    }
    drop(client);
    let lines = server.stop().await;
    let ends: Vec<_> = lines.ends().iter().map(|end| end["message"].as_str().unwrap()).collect();
    assert_eq!(ends, ["request_failed", "request_completed"].repeat(3));
    assert_eq!(lines.errors().len(), 3);
}

/// Panics when it is dropped.
struct Angry;

impl Drop for Angry {
    fn drop(&mut self) {
        assert!(std::thread::panicking(), "{INSIDE}");
    }
}

#[tokio::test]
async fn a_panic_in_what_the_handler_leaves_behind() {
    let handler = || {
        drop(Angry);
        "never"
    };
    let (response, lines) = answer(handler).await;
    assert_bare(&response);
    assert_eq!((lines.errors().len(), &lines.end()["message"]), (1, &json!("request_failed")));
}

#[tokio::test]
async fn a_panic_that_the_handler_catches_itself() {
    let handler = || if std::panic::catch_unwind(|| panic!("{INSIDE}")).is_err() { "caught" } else { "never" };
    let (response, lines) = answer(handler).await;
    assert_eq!(&*response.body, "caught");
    assert_eq!(lines.only("unhandled_exception")["error_message"], INSIDE);
    assert_eq!((&lines.end()["message"], &lines.end()["level"]), (&json!("request_completed"), &json!("INFO")));
}

/// The body that a step of a stream breaks.
fn broken(step: fn() -> io::Result<&'static str>) -> Body {
    let steps: [fn() -> io::Result<&'static str>; 2] = [|| Ok("half"), step];
    // Pending between the two, so that the first one goes out.
    Body::from_stream(stream::iter(steps).then(|step| async move {
        tokio::task::yield_now().await;
        step()
    }))
}

#[tokio::test]
async fn a_panic_in_the_body() {
    let (response, lines) = answer(|| broken(|| panic!("{INSIDE}"))).await;
    assert_eq!((response.status, &*response.body, response.whole), (200, "half", false));
    assert_eq!(lines.errors().len(), 1, "{}", lines.text());
    let error = lines.only("unhandled_exception");
    assert_eq!((&error["error_type"], &error["error_message"]), (&json!("panic"), &json!(INSIDE)));
    let end = lines.end();
    assert_eq!((&end["message"], &end["level"]), (&json!("request_failed"), &json!("WARN")));
    assert_eq!((&end["status_code"], &end["error_type"]), (&json!(200), &json!("panic")));
    assert_eq!(end["response_bytes"], 4);
}

#[tokio::test]
async fn an_error_of_the_body() {
    let (response, lines) = answer(|| broken(|| Err(io::Error::other(no_order())))).await;
    assert_eq!((&*response.body, response.whole), ("half", false));
    assert_eq!(lines.errors().len(), 1, "{}", lines.text());
    let error = lines.only("unhandled_exception");
    assert!(error["error_chain"].as_str().unwrap().contains(INSIDE), "{error:?}");
    let end = lines.end();
    assert_eq!((&end["message"], &end["level"]), (&json!("request_failed"), &json!("WARN")));
    assert!(end.contains_key("error_type"));
}

#[tokio::test]
async fn a_panic_in_a_task_of_the_request_is_not_the_requests() {
    let handler = || async {
        let task = tracewell_context::spawn(async { panic!("{INSIDE}") });
        if task.await.is_err() { "went on" } else { "never" }
    };
    let server = Server::start(Router::new().route("/task", get(handler))).await;
    let mut client = server.connect().await;
    client.request("GET", "/task", &["x-request-id: r-1"], "").await;
    assert_eq!(client.response().await.body, "went on");
    drop(client);
    let lines = server.stop().await;
    let error = lines.only("unhandled_exception");
    assert_eq!((&error["level"], &error["correlation_id"]), (&json!("ERROR"), &json!("r-1")));
    assert_eq!((&error["route"], &error["error_message"]), (&json!("/task"), &json!(INSIDE)));
    assert!(!error.contains_key("status_code"));
    let end = lines.end();
    assert_eq!((&end["message"], &end["level"]), (&json!("request_completed"), &json!("INFO")));
}

#[tokio::test]
async fn a_panic_in_a_task_that_outlives_its_request() {
    let (go, wait) = tokio::sync::oneshot::channel::<()>();
    let wait = std::sync::Arc::new(std::sync::Mutex::new(Some(wait)));
    let handler = move || async move {
        let wait = wait.lock().unwrap().take().unwrap();
        drop(tracewell_context::spawn(async {
            let _ = wait.await;
            panic!("{INSIDE}");
        }));
        "accepted"
    };
    let server = Server::start(Router::new().route("/later", get(handler))).await;
    let response = server.get("/later").await;
    server.log.wait_for_end("/later").await;
    go.send(()).unwrap();
    let told = server.log.wait_for("line of the task", |line| line["message"] == "unhandled_exception").await;
    assert_eq!(told["correlation_id"], response.header("x-request-id").unwrap());
    assert_eq!(server.stop().await.end()["level"], "INFO");
}

#[tokio::test]
async fn a_detail_is_made_safe() {
    let mail = format!("{}@{}", "someone", "example.org");
    let detail = format!("no account for {mail}");
    let expected = tracewell_redact::Policy::installed().scrub(&detail).into_owned();
    let (response, _) = answer(move || Problem::new(StatusCode::NOT_FOUND).detail(detail.clone())).await;
    assert_eq!(response.problem()["detail"], expected);
}

#[tokio::test]
async fn type_and_names_of_a_problem_are_scrubbed_like_its_texts() {
    let address = ["alice", "example.com"].join("@");
    let mail = address.clone();
    let handler = move || {
        Problem::new(StatusCode::CONFLICT)
            .kind("https://bob:hidden@h/taken?order=hidden")
            .member(format!("of {mail}"), 1)
            .member("nested", json!([{ (mail.clone()): { "password": "hidden", ("n".repeat(100)): 2 } }]))
            .member("pairs", json!([["token", "hidden"], ["name", 1.5]]))
    };
    let (response, _) = answer(handler).await;
    let problem: Value = serde_json::from_str(&response.body).unwrap();
    assert_eq!(problem["type"], "https://REDACTED:REDACTED@h/taken?order=REDACTED");
    assert_eq!(problem["of [REDACTED:email]"], 1);
    let nested = json!([{ "[REDACTED:email]": { "password": "[REDACTED]", ("n".repeat(64)): 2 } }]);
    assert_eq!(problem["nested"], nested);
    assert_eq!(problem["pairs"], json!([["token", "[REDACTED]"], ["name", 1.5]]));
    assert!(!response.text().contains("hidden") && !response.text().contains("alice"));
}

#[tokio::test]
async fn a_type_that_says_nothing_else_stays() {
    for kind in ["about:blank", "urn:problem:taken", "/problems/taken", "https://h/problems#taken"] {
        let (response, _) = answer(move || Problem::new(StatusCode::CONFLICT).kind(kind)).await;
        let problem: Value = serde_json::from_str(&response.body).unwrap();
        assert_eq!(problem["type"], kind);
    }
}
