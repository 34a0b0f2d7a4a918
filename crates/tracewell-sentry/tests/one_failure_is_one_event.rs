//! Each failure is one event in Sentry, with the ids of its work and what led to it.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::time::Duration;

use serde_json::{Value, json};
use support::{Receiver, alone, start, watched};
use tracewell_context::{Context, CorrelationId, Principal, TeamId, UserId};
use tracewell_failure::{PanicHook, catch, server_error, unexpected_error, unexplained};
use tracewell_redact::Policy;
use tracewell_sentry::{Sentry, capture_exception, capture_message};

const DEADLINE: Duration = Duration::from_secs(10);

fn request(route: &str) -> Context {
    let context = Context::new(CorrelationId::new("r-1").unwrap());
    context.set_request("GET", "/v1/items/7");
    context.set_route(route);
    let principal = Principal::new(TeamId::new("acme").unwrap()).user(UserId::new("u-1").unwrap());
    context.bind(principal).unwrap();
    context
}

fn sent(work: impl FnOnce(&Sentry)) -> Vec<Value> {
    let (receiver, policy) = (Receiver::start(), Policy::production());
    let sentry = start(&receiver, &policy, &[]);
    watched(&sentry, &policy, || work(&sentry));
    assert!(sentry.shutdown(DEADLINE));
    assert_eq!(sentry.dropped(), 0);
    receiver.events()
}

#[derive(Debug)]
struct Unavailable(std::num::ParseIntError);

impl std::fmt::Display for Unavailable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("no such page")
    }
}

impl std::error::Error for Unavailable {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

fn error() -> Unavailable {
    Unavailable("x".parse::<u8>().unwrap_err())
}

#[test]
fn an_error_behind_a_5xx_is_one_event_with_its_chain_and_its_request() {
    let _alone = alone();
    let events = sent(|_| {
        request("/a/{id}").in_scope(|| {
            tracing::info!(status_code = 7, "looked up");
            log_line("a library");
            assert!(server_error(503, "app::Unavailable", &error(), None));
            // The claim is gone: neither a line nor an event any more.
            assert!(!server_error(503, "app::Unavailable", &error(), None));
            assert!(!unexpected_error(None, "app::Unavailable", &error()));
            tracing::error!("not a failure of its own");
        });
    });
    assert_eq!(events.len(), 1, "{events:#?}");
    let event = &events[0];
    assert_eq!(
        event["tags"],
        json!({ "correlation_id": "r-1", "team_id": "acme", "user_id": "u-1", "route": "/a/{id}" })
    );
    assert_eq!(event["user"], json!({ "id": "u-1" }));
    assert_eq!(
        (&event["level"], &event["environment"], &event["release"]),
        (&Value::Null, &json!("staging"), &json!("orders@1.4.0"))
    );
    assert_eq!((&event["transaction"], &event["request"]["method"]), (&json!("GET /a/{id}"), &json!("GET")));
    assert_eq!(event["extra"], json!({ "path": "/v1/items/7", "status_code": 503 }));
    let exceptions = event["exception"]["values"].as_array().unwrap();
    let shown: Vec<_> =
        exceptions.iter().map(|e| (e["type"].as_str().unwrap(), e["value"].as_str().unwrap())).collect();
    assert_eq!(shown, [("ParseIntError", "invalid digit found in string"), ("app::Unavailable", "no such page")]);
    let crumbs = event["breadcrumbs"]["values"].as_array().unwrap();
    let crumbs: Vec<_> = crumbs.iter().map(|crumb| (crumb["message"].as_str().unwrap(), &crumb["data"])).collect();
    assert_eq!(crumbs[0], ("looked up", &json!({ "status_code": 7 })));
    assert_eq!(crumbs[1].0, "a library");
}

/// What a record of the `log` crate looks like.
fn log_line(text: &str) {
    tracing::warn!(target: "lapin", "{text}");
}

#[test]
fn a_panic_is_one_event_with_its_place() {
    let _alone = alone();
    let events = sent(|_| {
        let _hook = PanicHook::new(Policy::production()).install();
        request("/panics").in_scope(|| {
            let panicked = catch(|| panic!("out of luck")).unwrap_err();
            panicked.report(Some(500));
        });
        // Nobody awaits it: the hook tells.
        let carried = request("/spawned");
        let log = tracing::dispatcher::get_default(Clone::clone);
        let thread = std::thread::spawn(move || {
            tracing::dispatcher::with_default(&log, || carried.in_scope(|| panic!("far away")))
        });
        assert!(thread.join().is_err());
        drop(std::panic::take_hook());
    });
    assert_eq!(events.len(), 2, "{events:#?}");
    let shown: Vec<_> =
        events.iter().map(|event| (&event["exception"]["values"][0], &event["tags"]["route"])).collect();
    assert_eq!(
        (&shown[0].0["type"], &shown[0].0["value"], shown[0].1),
        (&json!("panic"), &json!("out of luck"), &json!("/panics"))
    );
    assert_eq!((&shown[1].0["value"], shown[1].1), (&json!("far away"), &json!("/spawned")));
    // The innermost is the last.
    let frame = shown[0].0["stacktrace"]["frames"].as_array().unwrap().last().unwrap();
    assert!(frame["filename"].as_str().unwrap().ends_with("one_failure_is_one_event.rs"), "{frame}");
    assert!(frame["lineno"].as_u64().is_some());
}

#[test]
fn a_5xx_that_nobody_explained_is_an_event_too() {
    let _alone = alone();
    let events = sent(|_| request("/bare").in_scope(|| unexplained("request_completed", Some(502), None)));
    assert_eq!(events.len(), 1);
    assert_eq!(events[0]["message"], "request_completed 502");
    assert_eq!(events[0]["fingerprint"], json!(["request_completed", "502", "/bare"]));
}

#[test]
fn ten_of_one_kind_in_ten_seconds() {
    let _alone = alone();
    let events = sent(|_| {
        for route in ["/many", "/other"] {
            for _ in 0..25 {
                request(route).in_scope(|| server_error(500, "app::Many", &error(), None));
            }
        }
    });
    let of = |route: &str| events.iter().filter(|event| event["tags"]["route"] == route).count();
    assert_eq!((of("/many"), of("/other"), events.len()), (10, 10, 20));
}

#[test]
fn breadcrumbs_are_those_of_the_work_itself() {
    let _alone = alone();
    let events = sent(|_| {
        let (one, other) = (request("/one"), request("/two"));
        one.in_scope(|| tracing::info!("of one"));
        other.in_scope(|| tracing::info!("of the other"));
        tracing::info!("of nobody");
        one.in_scope(|| server_error(500, "app::Crumbs", &error(), None));
        other.in_scope(|| server_error(500, "app::Crumbs", &error(), None));
    });
    let shown: Vec<_> = events.iter().map(|event| event["breadcrumbs"]["values"].to_string()).collect();
    assert!(shown[0].contains("of one") && !shown[0].contains("of the other") && !shown[0].contains("of nobody"));
    assert!(shown[1].contains("of the other") && !shown[1].contains("of one\""));
}

#[test]
fn what_a_service_sends_itself_arrives_at_any_time() {
    let _alone = alone();
    // Before there is anything to send to.
    capture_exception(&error());
    capture_message("too early", tracing::Level::INFO);
    let events = sent(|_| {
        request("/own").in_scope(|| {
            capture_exception(&error());
            capture_message("nothing imported", tracing::Level::WARN);
        });
        capture_message("outside any work", tracing::Level::INFO);
    });
    capture_message("too late", tracing::Level::INFO);
    assert_eq!(events.len(), 3, "{events:#?}");
    assert_eq!(events[0]["exception"]["values"][1]["type"], "Unavailable");
    assert_eq!((&events[1]["message"], &events[1]["level"]), (&json!("nothing imported"), &json!("warning")));
    assert_eq!(events[1]["tags"]["correlation_id"], "r-1");
    assert_eq!((&events[2]["message"], &events[2]["tags"]), (&json!("outside any work"), &Value::Null));
}

#[test]
fn the_share_that_is_asked_for_is_sent() {
    let _alone = alone();
    let (receiver, policy) = (Receiver::start(), Policy::production());
    let sentry = start(&receiver, &policy, &[("SENTRY_SAMPLE_RATE", "0")]);
    capture_exception(&error());
    assert!(sentry.shutdown(DEADLINE));
    assert!(receiver.events().is_empty());
}
