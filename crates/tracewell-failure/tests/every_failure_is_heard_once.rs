//! Another sink hears of each failure once: from whoever claimed it, in its context, whatever the log takes.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io;
use std::sync::Mutex;

use tracewell_context::{Context, current};
use tracewell_failure::{Failure, catch, on_failure, server_error, unexpected_error, unexplained};

static HEARD: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn hear(failure: &Failure<'_>) {
    let route = current().and_then(|context| context.route().map(ToOwned::to_owned)).unwrap_or_default();
    let what = failure.error().map(ToString::to_string).or(failure.panic().map(ToOwned::to_owned)).unwrap_or_default();
    HEARD.lock().unwrap().push(format!("{} {:?} {what} {route}", failure.event(), failure.status()));
    if what == "sore" {
        panic!("the listener itself");
    }
}

fn other(_: &Failure<'_>) {}

fn work(route: &str) -> Context {
    let context = Context::open();
    context.set_route(route);
    context
}

#[test]
fn each_once_and_in_its_context() {
    assert!(on_failure(hear) && on_failure(hear) && !on_failure(other));
    let error = |text: &str| io::Error::other(text.to_owned());
    work("/a").in_scope(|| {
        assert!(server_error(503, "io", &error("first"), None));
        assert!(!server_error(503, "io", &error("second"), None) && !unexpected_error(None, "io", &error("third")));
    });
    work("/b").in_scope(|| assert!(unexpected_error(Some(500), "io", &error("sore"))));
    work("/c").in_scope(|| unexplained("request_completed", Some(502), None));
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    work("/d").in_scope(|| catch(|| panic!("out of luck")).unwrap_err().report(Some(500)));
    std::panic::set_hook(hook);
    assert_eq!(
        *HEARD.lock().unwrap(),
        [
            "http_exception_5xx Some(503) first /a",
            "unhandled_exception Some(500) sore /b",
            "request_completed Some(502)  /c",
            "unhandled_exception Some(500) out of luck /d",
        ]
    );
}

#[test]
fn the_budget_is_spent_once_for_each_failure() {
    let granted = (0..12).filter(|_| tracewell_failure::within_budget("app::Dear", Some("main.rs:1"))).count();
    assert_eq!(granted, 10);
}
