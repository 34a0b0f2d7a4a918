//! What a request leaves in the log: one terminal event whatever happens to it, and no secret.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::time::Duration;

use serde_json::{Value, json};
use support::client::Request;
use support::{Service, USER, lines, lines_of, terminal};

fn named(request: Request, id: &str) -> Request {
    request.header("x-request-id", id)
}

fn messages<'l>(lines: &'l [Value], id: &str) -> Vec<&'l str> {
    lines_of(lines, id).iter().map(|line| line["message"].as_str().unwrap()).collect()
}

#[test]
fn a_request_is_told_with_its_route_team_and_user() {
    let service = Service::start();
    let id = service.item(json!({}));
    service.send(&named(Request::get(format!("/v1/items/{id}?a=b")).bearer(support::TOKEN), "known"));
    service.send(&named(Request::get("/v1/items"), "refused"));
    service.send(&named(Request::get("/nowhere?a=b"), "nowhere"));
    let lines = lines(&service.end());

    let known = terminal(&lines, "known");
    assert_eq!((&known["message"], &known["level"]), (&json!("request_completed"), &json!("INFO")));
    assert_eq!((&known["team_id"], &known["user_id"]), (&json!("team-a"), &json!(USER)));
    assert_eq!((&known["method"], &known["status_code"]), (&json!("GET"), &json!(200)));
    assert_eq!(known["route"], "/v1/items/{id}");
    assert_eq!(known["path"], format!("/v1/items/{id}"));
    assert!(known["duration_ms"].is_number() && known["response_bytes"].as_u64().unwrap() > 50, "{known}");

    let refused = terminal(&lines, "refused");
    assert_eq!((&refused["status_code"], &refused["level"]), (&json!(401), &json!("INFO")));
    assert!(refused.get("team_id").is_none() && refused.get("user_id").is_none(), "{refused}");
    let nowhere = terminal(&lines, "nowhere");
    assert!(nowhere.get("route").is_none() && nowhere["path"] == "/nowhere", "{nowhere}");
}

#[test]
fn a_failure_has_one_error_line() {
    let service = Service::start();
    service.send(&named(Request::get("/debug/panic"), "panic"));
    service.send(&named(Request::get("/debug/error/503"), "purpose"));
    service.send(&named(Request::get("/debug/error/404"), "client"));
    service.send(&named(Request::new("POST", "/v1/items").bearer(support::TOKEN).body("{\"a\": not JSON"), "invalid"));
    let ended = service.end();
    let mut lines = lines(&ended);
    // What the caller's identity passes through is told, too, and no failure.
    lines.retain(|line| line["target"] != "tracewell::stage");

    assert_eq!(messages(&lines, "panic"), ["unhandled_exception", "request_failed"]);
    assert_eq!(messages(&lines, "purpose"), ["http_exception_5xx", "request_completed"]);
    assert_eq!(messages(&lines, "client"), ["http_exception_4xx", "request_completed"]);
    assert_eq!(messages(&lines, "invalid"), ["validation_error", "request_completed"]);
    for (id, levels) in [
        ("panic", ["ERROR", "WARN"]),
        ("purpose", ["ERROR", "WARN"]),
        ("client", ["DEBUG", "INFO"]),
        ("invalid", ["INFO", "INFO"]),
    ] {
        let found: Vec<_> = lines_of(&lines, id).iter().map(|line| line["level"].clone()).collect();
        assert_eq!(found, levels, "{id}");
    }
    let errors = &lines_of(&lines, "invalid")[0]["errors"];
    assert_eq!(errors, &json!([{"loc": ["body"], "type": "json_invalid", "msg": "The data is not a JSON string"}]));
    let chain = lines_of(&lines, "purpose")[0]["error_chain"].to_string();
    assert!(chain.contains("somebody called a debug route"), "{chain}");
    // The panic itself says nothing on standard error: there is a log for it.
    assert_eq!(ended.errors().len(), 1, "{:?}", ended.errors());
}

#[test]
fn a_client_that_leaves_is_told_once() {
    let service = Service::start();
    let address = service.process().address();
    let wait = Duration::from_millis(100);
    named(Request::get("/debug/slow?ms=30000"), "handler").send_and_leave(address, wait).unwrap();
    named(Request::get("/debug/stream?chunks=10000&ms=10"), "body").send_and_leave_amid(address).unwrap();
    // Both are gone long before they would have ended by themselves.
    std::thread::sleep(Duration::from_millis(300));
    let lines = lines(&service.end());
    for (id, route) in [("handler", "/debug/slow"), ("body", "/debug/stream")] {
        let line = terminal(&lines, id);
        assert_eq!(line["message"], "request_cancelled", "{line}");
        assert_eq!(
            (&line["phase"], &line["reason"], &line["level"]),
            (&json!(id), &json!("client_gone"), &json!("INFO"))
        );
        assert_eq!(line["route"], route);
        assert!(line["duration_ms"].as_f64().unwrap() < 5000.0, "{line}");
    }
}

#[test]
fn streams_and_heads_are_completed() {
    let service = Service::start();
    service.send(&named(Request::get("/debug/stream?chunks=3&ms=20"), "stream"));
    service.send(&named(Request::new("HEAD", "/debug/stream?chunks=3&ms=20"), "head"));
    let lines = lines(&service.end());
    let stream = terminal(&lines, "stream");
    assert_eq!((&stream["message"], &stream["response_bytes"]), (&json!("request_completed"), &json!(24)));
    assert!(stream["duration_ms"].as_f64().unwrap() >= 60.0, "{stream}");
    assert_eq!(terminal(&lines, "head")["message"], "request_completed");
}

#[test]
fn requests_at_once_keep_to_themselves() {
    let service = Service::start();
    std::thread::scope(|scope| {
        for client in 0..8 {
            let service = &service;
            scope.spawn(move || {
                for number in 0..10 {
                    let request = Request::get("/v1/items").bearer(support::TOKEN);
                    let request = request.header("x-dev-team", format!("team-{client}"));
                    assert_eq!(service.send(&named(request, &format!("r-{client}-{number}"))).status(), 200);
                }
            });
        }
    });
    let lines = lines(&service.end());
    for (client, number) in (0..8).flat_map(|client| (0..10).map(move |number| (client, number))) {
        assert_eq!(terminal(&lines, &format!("r-{client}-{number}"))["team_id"], format!("team-{client}"));
    }
}

#[test]
fn what_clients_send_in_confidence_is_not_logged() {
    let service = Service::start();
    let secret = format!("s3cr3t-{}", uuid::Uuid::now_v7().simple());
    let all = |request: Request| {
        request
            .bearer(&secret)
            .header("cookie", format!("session={secret}"))
            .header("x-api-key", secret.as_str())
            .header("referer", format!("https://example.org/?{secret}"))
            .header("user-agent", secret.as_str())
    };
    for target in ["/v1/items", "/nowhere", "/debug/panic", "/debug/error/500", "/debug/slow", "/v1/teams/x/items"] {
        service.send(&all(Request::get(format!("{target}?password={secret}&{secret}"))));
    }
    for body in
        [secret.clone(), json!({"properties": {"password": secret}}).to_string(), json!({"id": secret}).to_string()]
    {
        service.send(&all(Request::new("POST", "/v1/items")).body(body));
    }
    let ended = service.end();
    assert!(ended.log().len() > 9);
    for line in ended.log().iter().chain(ended.errors()) {
        assert!(!line.contains(&secret), "{line}");
    }
}

#[test]
fn what_looks_like_a_secret_is_not_logged_wherever_it_is() {
    let service = Service::start();
    let random = || uuid::Uuid::now_v7().simple().to_string();
    let email = format!("jane.{}@mail.example", &random()[20..]);
    let signed = ["ey", "JhbGciOiJIUzI1NiJ9.", "ey", "JzdWIiOiJhIn0.", &random(), &random()].concat();
    for secret in [&email, &signed] {
        for target in ["/v1/items/", "/v1/teams/", "/nowhere/", "/debug/error/"] {
            service.send(&Request::get(format!("{target}{secret}")).bearer(support::TOKEN));
        }
        for target in ["/debug/panic?text=", "/debug/error/500?text=", "/debug/error/404?text="] {
            let answer = service.send(&Request::get(format!("{target}:%20no%20user%20{secret}%20here")));
            assert!(answer.status() >= 400 && !answer.text().contains(secret), "{target}: {}", answer.text());
        }
        let answer = service.send(&named(Request::get("/health"), secret));
        assert!(!answer.header("x-request-id").unwrap().contains(secret), "{answer:?}");
    }
    let ended = service.end();
    // The message itself is there: what is missing is the secret in it.
    assert!(ended.log().iter().any(|line| line.contains("a handler with a bug: no user ")));
    assert!(ended.log().iter().any(|line| line.contains("somebody called a debug route: no user ")));
    for line in ended.log().iter().chain(ended.errors()) {
        assert!(!line.contains(&email) && !line.contains(&signed), "{line}");
    }
}

#[test]
fn every_line_is_an_object_with_its_first_four_keys() {
    let service = Service::start();
    for target in ["/health", "/debug/panic", "/nowhere"] {
        service.send(&Request::get(target));
    }
    let ended = service.end();
    let first = lines(&ended)[0].clone();
    assert_eq!((&first["message"], &first["service"]), (&json!("observability_initialized"), &json!("items-api")));
    for line in ended.log() {
        let keys: Vec<_> =
            ["timestamp", "level", "message", "target"].map(|key| line.find(&format!("\"{key}\":"))).into();
        assert!(keys.iter().all(Option::is_some) && keys.is_sorted(), "{line}");
    }
}
