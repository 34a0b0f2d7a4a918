//! However a request ends: exactly one terminal event, of the right name and level.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::convert::Infallible;
use std::time::Duration;

use http::{Method, Request, Response, StatusCode};
use http_body_util::BodyExt;
use support::{Answer, Script, Step, Told, get, policy};
use tower::{Layer, Service, ServiceExt, service_fn};
use tracewell_http::{Expected, Shutdown, TerminalLayer};

fn respond(status: u16, steps: Vec<Step>) -> Answer {
    let mut response = Response::new(Script::new(steps));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    Ok(response)
}

async fn exchange<F>(request: Request<()>, handler: impl FnMut(Request<()>) -> F) -> Response<String>
where
    F: Future<Output = Answer>,
{
    let response = TerminalLayer::new(policy()).layer(service_fn(handler)).oneshot(request).await.unwrap();
    let (head, body) = response.into_parts();
    let text = body.collect().await.map(|body| String::from_utf8(body.to_bytes().into()).unwrap());
    Response::from_parts(head, text.unwrap_or_else(|error| format!("error: {error}")))
}

#[tokio::test]
async fn completed_with_all_its_fields() {
    let told = Told::listen();
    let steps = || vec![Step::Data("hello "), Step::Data("world")];
    exchange(get("/v1/items?secret=1"), |_| async { respond(200, steps()) }).await;
    let end = told.terminal();
    assert_eq!(end["message"], "request_completed");
    assert_eq!(end["level"], "INFO");
    assert_eq!(end["target"], "tracewell::http");
    assert_eq!(end["method"], "GET");
    assert_eq!(end["path"], "/v1/items");
    assert_eq!(end["status_code"], 200);
    assert_eq!(end["response_bytes"], 11);
    assert!(end["duration_ms"].as_f64().unwrap() >= end["ttfb_ms"].as_f64().unwrap());
    assert!(end.get("route").is_none());
}

#[tokio::test]
async fn the_level_follows_the_status() {
    for (status, level) in [(200, "INFO"), (302, "INFO"), (404, "INFO"), (500, "ERROR"), (503, "ERROR")] {
        let told = Told::listen();
        exchange(get("/"), |_| async { respond(status, vec![Step::Data("x")]) }).await;
        assert_eq!(told.terminal()["level"], level, "{status}");
    }
}

#[tokio::test]
async fn an_expected_5xx_is_no_failure() {
    let told = Told::listen();
    exchange(get("/ready"), |_| async {
        respond(503, vec![Step::Data("no")]).map(|mut response| {
            response.extensions_mut().insert(Expected);
            response
        })
    })
    .await;
    assert_eq!(told.terminal()["level"], "INFO");
    assert!(told.errors().is_empty());
}

#[tokio::test]
async fn a_panic_in_the_handler_is_answered_and_told_once() {
    let told = Told::listen();
    let response = exchange(get("/"), |_| async { panic!("planned") }).await;
    assert_eq!(response.status(), 500);
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    assert!(response.headers().contains_key("x-request-id"));
    let problem: serde_json::Value = serde_json::from_str(response.body()).unwrap();
    assert_eq!(problem["status"], 500);
    assert!(!response.body().contains("planned"));
    let (end, errors) = (told.terminal(), told.errors());
    assert_eq!((&end["message"], &end["level"]), (&"request_failed".into(), &"WARN".into()));
    assert_eq!(end["error_type"], "panic");
    assert_eq!(end["status_code"], 500);
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0]["message"], "unhandled_exception");
    assert_eq!(errors[0]["error_message"], "planned");
    assert_eq!(end["correlation_id"], problem["correlation_id"]);
    assert_eq!(errors[0]["correlation_id"], problem["correlation_id"]);
}

#[tokio::test]
async fn a_panic_before_the_future_is_a_panic_of_the_handler() {
    let told = Told::listen();
    let response = exchange(get("/"), |_| -> std::future::Ready<Answer> { panic!("planned") }).await;
    assert_eq!(response.status(), 500);
    assert_eq!(told.terminal()["message"], "request_failed");
    assert_eq!(told.errors().len(), 1);
}

#[tokio::test]
async fn a_panic_in_the_body_breaks_it_off() {
    let told = Told::listen();
    let steps = || vec![Step::Data("half"), Step::Panic("planned")];
    let response = exchange(get("/"), |_| async { respond(200, steps()) }).await;
    assert!(response.body().starts_with("error"));
    let end = told.terminal();
    assert_eq!((&end["message"], &end["level"]), (&"request_failed".into(), &"WARN".into()));
    assert_eq!(end["status_code"], 200);
    assert_eq!(end["response_bytes"], 4);
    assert_eq!(told.errors().len(), 1);
}

#[tokio::test]
async fn an_error_of_the_body_is_told_with_its_text() {
    let told = Told::listen();
    exchange(get("/"), |_| async { respond(200, vec![Step::Data("half"), Step::Error("disk gone")]) }).await;
    let end = told.terminal();
    assert_eq!((&end["message"], &end["level"]), (&"request_failed".into(), &"WARN".into()));
    assert_eq!(told.errors()[0]["error_message"], "disk gone");
    assert_eq!(told.errors().len(), 1);
}

#[tokio::test]
async fn an_error_of_the_service_is_passed_on_and_told() {
    let told = Told::listen();
    let service = TerminalLayer::new(policy())
        .layer(service_fn(|_: Request<()>| async { Err::<Response<Script>, _>("no backend".to_owned()) }));
    assert_eq!(service.oneshot(get("/")).await.unwrap_err(), "no backend");
    let end = told.terminal();
    assert_eq!((&end["message"], &end["level"]), (&"request_failed".into(), &"WARN".into()));
    assert!(end.get("status_code").is_none());
    assert_eq!(told.errors().len(), 1);
    assert_eq!(told.errors()[0]["error_message"], "no backend");
}

#[tokio::test]
async fn dropped_in_the_handler() {
    let told = Told::listen();
    let mut service = TerminalLayer::new(policy()).layer(service_fn(|_: Request<()>| std::future::pending::<Answer>()));
    let answer = service.call(get("/"));
    assert!(tokio::time::timeout(Duration::from_millis(20), answer).await.is_err());
    let end = told.terminal();
    assert_eq!((&end["message"], &end["level"]), (&"request_cancelled".into(), &"INFO".into()));
    assert_eq!((&end["phase"], &end["reason"]), (&"handler".into(), &"client_gone".into()));
}

#[tokio::test]
async fn dropped_without_a_single_poll() {
    let told = Told::listen();
    let mut service = TerminalLayer::new(policy()).layer(service_fn(|_: Request<()>| std::future::pending::<Answer>()));
    drop(service.call(get("/")));
    assert_eq!(told.terminal()["message"], "request_cancelled");
}

#[tokio::test]
async fn dropped_in_the_body() {
    for (begun, reason) in [(false, "client_gone"), (true, "server_shutdown")] {
        let (told, shutdown) = (Told::listen(), Shutdown::new());
        let service = TerminalLayer::new(policy())
            .shutdown(&shutdown)
            .layer(service_fn(|_: Request<()>| async { respond(200, vec![Step::Data("half"), Step::Never]) }));
        let mut body = Box::pin(service.oneshot(get("/")).await.unwrap().into_body());
        body.frame().await.unwrap().unwrap();
        if begun {
            shutdown.begin();
        }
        drop(body);
        let end = told.terminal();
        assert_eq!(end["message"], "request_cancelled");
        assert_eq!((&end["phase"], &end["reason"]), (&"body".into(), &reason.into()));
        assert_eq!(end["response_bytes"], 4);
    }
}

#[tokio::test]
async fn an_outer_timeout_is_one_ending() {
    let told = Told::listen();
    let service = tower::ServiceBuilder::new()
        .timeout(Duration::from_millis(20))
        .layer(TerminalLayer::new(policy()))
        .service(service_fn(|_: Request<()>| std::future::pending::<Answer>()));
    assert!(service.oneshot(get("/")).await.is_err());
    assert_eq!(told.terminal()["message"], "request_cancelled");
}

#[tokio::test]
async fn a_body_that_need_not_be_polled_is_complete_when_dropped() {
    let head = Request::builder().method(Method::HEAD).uri("/").body(()).unwrap();
    let cases = [
        (head, 200, Script::new([Step::Never])),
        (get("/"), 101, Script::new([Step::Never])),
        (get("/"), 204, Script::new([Step::Never])),
        (get("/"), 304, Script::new([Step::Never])),
    ];
    for (request, status, body) in cases {
        let told = Told::listen();
        let mut body = Some(body);
        let service = TerminalLayer::new(policy()).layer(service_fn(move |_: Request<()>| {
            let mut response = Response::new(body.take().unwrap());
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            async { Ok::<_, Infallible>(response) }
        }));
        drop(service.oneshot(request).await.unwrap());
        let end = told.terminal();
        assert_eq!((&end["message"], &end["status_code"]), (&"request_completed".into(), &status.into()));
    }
}

#[tokio::test]
async fn all_announced_bytes_are_the_end() {
    let told = Told::listen();
    let service = TerminalLayer::new(policy()).layer(service_fn(|_: Request<()>| async {
        Ok::<_, Infallible>(Response::new(Script::new([Step::Data("hello"), Step::Never]).announcing(5)))
    }));
    let mut body = Box::pin(service.oneshot(get("/")).await.unwrap().into_body());
    body.frame().await.unwrap().unwrap();
    drop(body);
    assert_eq!(told.terminal()["message"], "request_completed");
}

#[tokio::test]
async fn fewer_bytes_than_announced_are_not() {
    let told = Told::listen();
    let service = TerminalLayer::new(policy()).layer(service_fn(|_: Request<()>| async {
        Ok::<_, Infallible>(Response::new(Script::new([Step::Data("hell"), Step::Never]).announcing(5)))
    }));
    let mut body = Box::pin(service.oneshot(get("/")).await.unwrap().into_body());
    body.frame().await.unwrap().unwrap();
    drop(body);
    assert_eq!(told.terminal()["message"], "request_cancelled");
}

#[tokio::test]
async fn a_panic_while_the_body_is_dropped_does_not_get_out() {
    let told = Told::listen();
    let service = TerminalLayer::new(policy()).layer(service_fn(|_: Request<()>| async {
        Ok::<_, Infallible>(Response::new(Script::new([Step::Never]).panicking_on_drop()))
    }));
    drop(service.oneshot(get("/")).await.unwrap());
    assert_eq!(told.terminal()["message"], "request_cancelled");
    assert_eq!(told.named("unhandled_exception").len(), 1);
}

#[tokio::test]
async fn a_bare_error_gets_problem_details_and_keeps_its_headers() {
    let told = Told::listen();
    let service = TerminalLayer::new(policy()).layer(service_fn(|_: Request<()>| async {
        let mut response = Response::new(http_body_util::Empty::<bytes::Bytes>::new());
        *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
        response.headers_mut().insert("allow", "GET".parse().unwrap());
        response.headers_mut().insert("content-length", "0".parse().unwrap());
        Ok::<_, Infallible>(response)
    }));
    let response = service.oneshot(get("/")).await.unwrap();
    assert_eq!(response.headers()["allow"], "GET");
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let length: usize = response.headers()["content-length"].to_str().unwrap().parse().unwrap();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body.len(), length);
    let problem: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!((&problem["status"], &problem["title"]), (&405.into(), &"Method Not Allowed".into()));
    assert_eq!(told.terminal()["status_code"], 405);
    assert_eq!(told.named("http_exception_4xx").len(), 1);
}

#[tokio::test]
async fn a_failed_request_does_not_spoil_the_next() {
    for path in ["/bad", "/good"] {
        let told = Told::listen();
        exchange(get(path), |request| async move {
            assert!(request.uri().path() == "/good", "planned");
            respond(200, vec![])
        })
        .await;
        let expected = if path == "/good" { "request_completed" } else { "request_failed" };
        assert_eq!(told.terminal()["message"], expected);
        assert!(tracewell_context::current().is_none());
    }
}

#[tokio::test]
async fn a_response_with_trailers_is_complete_behind_them() {
    let told = Told::listen();
    let service = TerminalLayer::new(policy()).layer(service_fn(|_: Request<()>| async {
        let body = http_body_util::Full::new(bytes::Bytes::from("hello"));
        let trailers = async { Some(Ok(http::HeaderMap::new())) };
        Ok::<_, Infallible>(Response::new(body.with_trailers(trailers)))
    }));
    let mut body = Box::pin(service.oneshot(get("/")).await.unwrap().into_body());
    while let Some(frame) = body.frame().await {
        if frame.unwrap().is_trailers() {
            break;
        }
    }
    drop(body);
    assert_eq!(told.terminal()["message"], "request_completed");
}

#[tokio::test]
async fn a_layer_inside_the_same_layer_is_silent() {
    let told = Told::listen();
    for panics in [false, true] {
        let service = tower::ServiceBuilder::new()
            .layer(TerminalLayer::new(policy()))
            .layer(TerminalLayer::new(policy()))
            .service(service_fn(move |_: Request<()>| async move {
                assert!(!panics, "planned");
                respond(200, vec![Step::Data("x")])
            }));
        service.oneshot(get("/")).await.unwrap().into_body().collect().await.unwrap();
    }
    assert_eq!(told.named("request_completed").len(), 2);
    assert_eq!(told.errors().len(), 1);
    assert_eq!(told.all().len(), 3);
}
