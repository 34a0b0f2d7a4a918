//! An abuse signal, and what the service makes of it where it is told to act.

mod support;

use serde_json::json;
use support::client::Request;
use support::{Service, TOKEN, lines, lines_of};

#[test]
fn whoever_gave_a_signal_is_slowed_down() {
    let environment = [("ABUSE_HOST_THRESHOLD", "3"), ("LOG_LEVEL", "debug")];
    let service = Service::start_with_arguments(&["--slow-down", "2"], &environment);
    let good = |id: &str| service.send(&Request::get("/v1/items").bearer(TOKEN).header("x-request-id", id)).status();
    for number in 0..20 {
        assert_eq!(good(&format!("before-{number}")), 200, "nobody is limited who gave no signal");
    }
    for _ in 0..3 {
        assert_eq!(service.send(&Request::get("/v1/items").bearer("BAAD")).status(), 401);
    }
    assert_eq!((good("after-1"), good("after-2")), (200, 200));
    let refused = service.send(&Request::get("/v1/items").bearer(TOKEN).header("x-request-id", "after-3"));
    assert_eq!(refused.status(), 429);
    let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=61).contains(&wait), "{wait}");
    assert_eq!(refused.header("content-type"), Some("application/problem+json"));
    assert_eq!(refused.header("x-request-id"), Some("after-3"));
    // Who asks whether the service is there is told.
    assert_eq!(service.send(&Request::get("/health")).status(), 200);
    let ended = service.end();
    let lines = lines(&ended);
    let of_it = lines_of(&lines, "after-3");
    let events: Vec<_> = of_it.iter().filter(|line| line["message"] == "security_event").collect();
    assert_eq!(events.len(), 1, "{of_it:?}");
    assert_eq!((&events[0]["violation"], &events[0]["status_code"]), (&json!("rate_limited"), &json!(429)));
    assert_eq!(lines.iter().filter(|line| line["message"] == "abuse_signal_host").count(), 1);
}

#[test]
fn nobody_is_slowed_down_otherwise() {
    let service = Service::start_with(&[("ABUSE_HOST_THRESHOLD", "3")]);
    for _ in 0..10 {
        assert_eq!(service.send(&Request::get("/v1/items").bearer("BAAD")).status(), 401);
    }
    for _ in 0..20 {
        assert_eq!(service.send(&Request::get("/v1/items").bearer(TOKEN)).status(), 200);
    }
    service.end();
}
