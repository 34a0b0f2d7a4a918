//! A failure is claimed by whoever tells it first, and told with all that is known of it.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value, json};
use tracewell_context::{Context, CorrelationId};
use tracewell_failure::{ErrorChain, client_error, invalid_input, server_error, unexpected_error};
use tracewell_log::{Capture, LogLayer};
use tracewell_redact::Policy;
use tracing_subscriber::layer::SubscriberExt;

/// The lines of `work`, as production shows them.
fn lines(work: impl FnOnce()) -> Vec<Map<String, Value>> {
    let capture = Arc::new(Capture::default());
    let subscriber =
        tracing_subscriber::registry().with(LogLayer::new(Policy::production()).json(Arc::clone(&capture)));
    tracing::subscriber::with_default(subscriber, work);
    let lines = capture.lines();
    assert!(!capture.text().contains("[FILTERED]"), "{lines:?}");
    lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[derive(Debug)]
struct Link(&'static str, Option<Box<Link>>);

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Error for Link {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.1.as_deref().map(|source| source as _)
    }
}

fn error() -> Link {
    Link("no order", Some(Box::new(Link("no answer", Some(Box::new(Link("connection refused", None)))))))
}

fn context() -> Context {
    Context::new(CorrelationId::new("r-1").unwrap())
}

#[test]
fn an_error_of_the_server_has_its_chain() {
    let lines = lines(|| context().in_scope(|| assert!(server_error(503, "Link", &error(), None))));
    assert_eq!(lines.len(), 1);
    assert_eq!((&lines[0]["level"], &lines[0]["message"]), (&json!("ERROR"), &json!("http_exception_5xx")));
    assert_eq!(lines[0]["correlation_id"], "r-1");
    assert_eq!(lines[0]["status_code"], 503);
    assert_eq!(lines[0]["error_type"], "Link");
    assert_eq!(lines[0]["error_message"], "no order");
    assert_eq!(lines[0]["error_chain"], "no order: no answer: connection refused");
    assert!(!lines[0].contains_key("backtrace"));
}

#[test]
fn a_value_goes_whose_name_is_in_the_error_outside() {
    let error = Link("cannot read DB_PASSWORD", Some(Box::new(Link("hunter2 is too short", None))));
    let lines = lines(|| assert!(server_error(500, "Link", &error, None)));
    assert_eq!(lines[0]["error_chain"], "cannot read DB_PASSWORD: [REDACTED] is too short");
}

#[test]
fn an_error_without_a_cause_has_a_chain_of_one() {
    let alone = Link("no order", None);
    let lines = lines(|| {
        server_error(500, "Link", &alone, None);
        unexpected_error(None, "Link", &alone);
    });
    assert_eq!((&lines[0]["error_chain"], &lines[1]["error_chain"]), (&json!("no order"), &json!("no order")));
}

#[test]
fn an_unexpected_error_is_an_exception_nobody_handled() {
    let lines = lines(|| context().in_scope(|| assert!(unexpected_error(None, "Link", &error()))));
    assert_eq!((&lines[0]["level"], &lines[0]["message"]), (&json!("ERROR"), &json!("unhandled_exception")));
    assert_eq!(lines[0]["error_chain"], "no order: no answer: connection refused");
    assert!(!lines[0].contains_key("status_code"));
}

#[test]
fn whoever_comes_second_is_told_that_it_is_told() {
    let lines = lines(|| {
        context().in_scope(|| {
            assert!(server_error(500, "Link", &error(), None));
            assert!(!server_error(500, "Link", &error(), None));
            assert!(!unexpected_error(Some(500), "Link", &error()));
        });
    });
    assert_eq!(lines.len(), 1);
}

#[test]
fn without_a_context_there_is_nobody_to_claim() {
    let lines = lines(|| {
        assert!(server_error(500, "Link", &error(), None));
        assert!(unexpected_error(None, "Link", &error()));
    });
    assert_eq!(lines.len(), 2);
}

#[test]
fn what_the_client_did_is_no_failure_to_claim() {
    let context = context();
    let lines = lines(|| {
        context.in_scope(|| {
            client_error(404, "404", &"no such item");
            invalid_input(422, r#"[{"loc":["body"],"type":"json_shape","msg":"not the expected shape"}]"#);
        });
    });
    assert_eq!((&lines[0]["level"], &lines[0]["message"]), (&json!("DEBUG"), &json!("http_exception_4xx")));
    assert_eq!((&lines[0]["status_code"], &lines[0]["error_type"]), (&json!(404), &json!("404")));
    assert_eq!(lines[0]["error_message"], "no such item");
    assert_eq!((&lines[1]["level"], &lines[1]["message"]), (&json!("INFO"), &json!("validation_error")));
    assert_eq!(lines[1]["status_code"], 422);
    assert_eq!(lines[1]["errors"], json!([{"loc": ["body"], "type": "json_shape", "msg": "not the expected shape"}]));
    assert!(!context.is_reported());
}

#[derive(Debug)]
struct Endless;

impl fmt::Display for Endless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("again")
    }
}

impl Error for Endless {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&Self)
    }
}

#[test]
fn a_chain_without_an_end_is_cut() {
    let chain = ErrorChain::new(&Endless).to_string();
    assert_eq!(chain.matches("again").count(), 8);
    assert!(chain.ends_with(": …"), "{chain}");
    let eight = (0..7).fold(Link("the last", None), |source, _| Link("before", Some(Box::new(source))));
    assert!(ErrorChain::new(&eight).to_string().ends_with(": the last"));
}

#[derive(Debug)]
struct Unspeakable;

impl fmt::Display for Unspeakable {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("planned")
    }
}

impl Error for Unspeakable {}

#[test]
fn an_error_that_cannot_be_printed_is_told_all_the_same() {
    let lines = lines(|| assert!(server_error(500, "Unspeakable", &Unspeakable, None)));
    let line = lines.iter().find(|line| line["message"] == "http_exception_5xx").unwrap();
    assert_eq!(line["error_type"], "Unspeakable");
    assert_eq!(line["error_message"], "[panicked]");
}
