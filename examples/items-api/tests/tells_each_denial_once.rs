//! One denial, one security event with its code; too many from one side are one signal.

mod support;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::{Value, json};
use support::client::Request;
use support::{Service, TOKEN, lines, lines_of};

fn event_of<'l>(lines: &'l [Value], id: &str) -> &'l Value {
    let events: Vec<_> = lines_of(lines, id).into_iter().filter(|line| line["message"] == "security_event").collect();
    assert_eq!(events.len(), 1, "security events of {id}: {events:?}");
    events[0]
}

#[test]
fn with_the_code_of_what_was_wrong() {
    let service = Service::start();
    let get = |target: &str, id: &str| Request::new("GET", target).header("x-request-id", id);
    let theirs = "/v1/teams/team-b/items";
    let denied = [
        (get("/v1/items", "d-1"), 401, "token_missing", "DEBUG"),
        (get("/v1/items", "d-2").bearer("BAAD"), 401, "token_invalid", "DEBUG"),
        (get("/v1/items", "d-3").header("authorization", "Basic x"), 401, "token_invalid", "DEBUG"),
        (get(theirs, "d-4").bearer(TOKEN), 403, "cross_tenant_access", "WARN"),
        (get("/debug/error/403", "d-5"), 403, "permission_denied", "WARN"),
        (get("/debug/error/429", "d-6"), 429, "rate_limited", "WARN"),
    ];
    for (request, status, ..) in &denied {
        assert_eq!(service.send(request).status(), *status);
    }
    for (target, id) in [("/v1/teams/team-a/items", "ok-1"), ("/v1/items/nothing", "ok-2"), ("/nowhere", "ok-3")] {
        service.send(&get(target, id).bearer(TOKEN));
    }
    let metrics = service.send(&get("/metrics", "m").bearer(TOKEN)).text();
    let ended = service.end();
    let lines = lines(&ended);
    for (number, (_, status, code, level)) in denied.iter().enumerate() {
        let event = event_of(&lines, &format!("d-{}", number + 1));
        let said = (&event["violation"], &event["level"], &event["status_code"], &event["client_host"]);
        assert_eq!(said, (&json!(code), &json!(level), &json!(status), &json!("127.0.0.1")), "{event}");
    }
    let crossed = event_of(&lines, "d-4");
    assert_eq!((&crossed["team_id"], &crossed["requested_team_id"]), (&json!("team-a"), &json!("team-b")));
    assert_eq!((&crossed["method"], &crossed["path"]), (&json!("GET"), &json!(theirs)));
    assert_eq!((&crossed["category"], &crossed["owasp"]), (&json!("authorization"), &json!("authz_fail")));
    assert_eq!(lines.iter().filter(|line| line["message"] == "security_event").count(), denied.len());
    assert!(metrics.contains("security_events_total{violation=\"token_invalid\"} 2"), "{metrics}");
    assert!(!ended.log().iter().any(|line| line.contains("BAAD") || line.contains(TOKEN)));
}

#[test]
fn too_many_are_one_signal() {
    let service = Service::start_with(&[("LOG_LEVEL", "info"), ("ABUSE_HOST_THRESHOLD", "4")]);
    for _ in 0..9 {
        assert_eq!(service.send(&Request::get("/v1/items").bearer("BAAD")).status(), 401);
    }
    for _ in 0..6 {
        service.call("GET", "/v1/teams/team-b/items", None);
    }
    let ended = service.end();
    let lines = lines(&ended);
    let signals = |name: &str| lines.iter().filter(|line| line["message"] == name).collect::<Vec<_>>();
    let [host] = signals("abuse_signal_host")[..] else { panic!("one signal: {lines:#?}") };
    assert_eq!((&host["level"], &host["client_host"]), (&json!("WARN"), &json!("127.0.0.1")));
    assert_eq!((&host["count"], &host["threshold"], &host["window_seconds"]), (&json!(4), &json!(4), &json!(3600)));
    assert_eq!(host["violation"], "token_invalid");
    let [user] = signals("abuse_signal_user")[..] else { panic!("one signal: {lines:#?}") };
    assert_eq!((&user["user_id"], &user["count"]), (&json!(support::USER), &json!(5)));
    assert_eq!(user["violation"], "cross_tenant_access");
}

#[test]
fn settings_that_make_no_sense_are_named() {
    let wrong = [("ABUSE_HOST_THRESHOLD", "many"), ("LOG_CLIENT_HOST", "some"), ("REDIS_URL", "canary-7d1")];
    let ended = Service::start_with(&wrong).end();
    let lines = lines(&ended);
    let named: Vec<_> = lines.iter().filter(|line| line["message"] == "config_invalid").collect();
    let is_named = |variable: &str| named.iter().any(|line| line["variable"] == variable);
    assert!(is_named("ABUSE_HOST_THRESHOLD") && is_named("LOG_CLIENT_HOST"), "{named:?}");
    if cfg!(feature = "redis") {
        assert!(is_named("REDIS_URL"), "{named:?}");
    } else {
        assert!(lines.iter().any(|line| line["message"] == "feature_not_compiled" && line["feature"] == "redis"));
    }
    assert!(!ended.log().iter().any(|line| line.contains("canary")));
}

#[test]
fn a_forged_forwarding_header_counts_for_whom_it_came_from() {
    let service = Service::start_with(&[("ABUSE_HOST_THRESHOLD", "3")]);
    let address = service.process().address();
    for number in 0..6 {
        let mut socket = TcpStream::connect(address).unwrap();
        let request = format!(
            "GET /v1/items HTTP/1.1\r\nhost: x\r\nx-forwarded-for: 203.0.113.{number}\r\nconnection: close\r\n\r\n"
        );
        socket.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    }
    let ended = service.end();
    let lines = lines(&ended);
    let of = |name: &str| lines.iter().filter(|line| line["message"] == name).collect::<Vec<_>>();
    assert_eq!(of("abuse_signal_host").len(), 1);
    let [warning] = of("config_invalid")[..] else { panic!("one warning: {lines:#?}") };
    assert_eq!(warning["variable"], "TRUSTED_PROXIES");
    assert!(!ended.log().iter().any(|line| line.contains("203.0.113.")));
}
