//! Transactions leave only if a rate asks for them: one for each piece of work, with its spans.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::time::Duration;

use serde_json::{Value, json};
use support::{Receiver, alone, start, watched};
use tracewell_context::{Context, CorrelationId, Principal, TeamId};
use tracewell_failure::server_error;
use tracewell_redact::Policy;

fn work() {
    let context = Context::new(CorrelationId::new("r-1").unwrap());
    context.set_request("GET", "/v1/items/7");
    context.set_route("/v1/items/{id}");
    context.bind(Principal::new(TeamId::new("acme").unwrap())).unwrap();
    context.in_scope(|| {
        let request = tracing::info_span!(target: "tracewell::http", "request", status_code = tracing::field::Empty);
        request.in_scope(|| {
            tracing::info_span!("look_up", order_id = 7).in_scope(|| {
                let error = std::io::Error::other("no");
                server_error(500, "io", &error, None)
            })
        });
        request.record("status_code", 404);
    });
    // A connection's, not a request's.
    tracing::debug_span!(target: "h2::client", "connection").in_scope(|| {});
}

fn sent(rate: &str) -> (Vec<Value>, Vec<Value>) {
    let (receiver, policy) = (Receiver::start(), Policy::production());
    let sentry = start(&receiver, &policy, &[("SENTRY_TRACES_SAMPLE_RATE", rate)]);
    watched(&sentry, &policy, work);
    assert!(sentry.shutdown(Duration::from_secs(10)));
    (receiver.all("transaction"), receiver.events())
}

#[test]
fn none_unless_asked_for_and_one_for_each_work() {
    let _alone = alone();
    assert_eq!(sent("0").0, Vec::<Value>::new());
    let (transactions, events) = sent("1");
    assert_eq!(transactions.len(), 1);
    let transaction = &transactions[0];
    assert_eq!(transaction["transaction"], "GET /v1/items/{id}");
    assert_eq!(transaction["tags"], json!({ "correlation_id": "r-1", "team_id": "acme", "route": "/v1/items/{id}" }));
    let trace = &transaction["contexts"]["trace"];
    assert_eq!((&trace["op"], &trace["status"]), (&json!("http.server"), &json!("not_found")));
    let span = &transaction["spans"][0];
    assert_eq!((&span["op"], &span["parent_span_id"]), (&json!("look_up"), &trace["span_id"]));
    assert_eq!((&span["trace_id"], &span["data"]["order_id"]), (&trace["trace_id"], &json!("[FILTERED]")));
    // The event of a failure is found by the trace it happened in.
    assert_eq!(events[0]["contexts"]["trace"]["trace_id"], trace["trace_id"]);
    assert!(!transaction["timestamp"].is_null() && !transaction["start_timestamp"].is_null());
}

#[test]
fn a_statement_that_is_work_of_its_own_has_no_literals() {
    let _alone = alone();
    let (receiver, policy) = (Receiver::start(), Policy::development());
    let sentry = start(&receiver, &policy, &[("SENTRY_TRACES_SAMPLE_RATE", "1")]);
    watched(&sentry, &policy, || {
        let query = || tracing::info_span!(target: "sqlx::query", "query", summary = "SELECT 'hunter2'");
        query().in_scope(|| query().in_scope(|| {}));
    });
    assert!(sentry.shutdown(Duration::from_secs(10)));
    let transaction = receiver.all("transaction").remove(0);
    assert_eq!(transaction["contexts"]["trace"]["data"]["summary"], "SELECT ?");
    assert_eq!(transaction["spans"][0]["data"]["summary"], "SELECT ?");
}
