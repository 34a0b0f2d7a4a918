//! What libraries log is a breadcrumb like any other, by `tracing` or by `log`: under the library's name, without the
//! literals of a statement.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::time::Duration;

use serde_json::Value;
use support::{Receiver, alone, start, watched};
use tracewell_context::{Context, CorrelationId};
use tracewell_failure::server_error;
use tracewell_redact::{Mode, Policy};
use tracing_log::log::{Level, Record};

/// A record of the `log` crate on its way into `tracing`.
fn log(level: Level, target: &str, text: &str) {
    tracing_log::format_trace(&Record::builder().level(level).target(target).args(format_args!("{text}")).build())
        .unwrap();
}

/// As they write it, each in its own form.
fn libraries_log() {
    tracing::info!(
        target: "sqlx::query",
        summary = "SELECT id FROM \"item\" WHERE …",
        db.statement = "\n\nSELECT id FROM \"item\" WHERE owner = 'planted-owner' AND size > 4711\n",
        rows_affected = 0_u64,
        rows_returned = 1_u64,
        elapsed_secs = 0.002,
    );
    tracing::debug!(target: "redis::aio::connection_manager", "reconnecting after {:?}", Duration::from_secs(1));
    tracing::warn!(target: "lapin::channels", channel = 1_u16, error = "connection reset", "channel closed");
    log(Level::Debug, "reqwest::connect", "starting new connection: https://geo.example/");
    log(Level::Warn, "legacy_cache", "evicted 3 entries");
    log(Level::Info, "postgres", "executing UPDATE item SET owner = 'planted-owner' WHERE id = 4711");
}

fn crumbs(policy: &Policy) -> Vec<Value> {
    let receiver = Receiver::start();
    let sentry = start(&receiver, policy, &[]);
    watched(&sentry, policy, || {
        let work = Context::new(CorrelationId::new("r-1").unwrap());
        work.set_route(if policy.mode() == Mode::Production { "/a" } else { "/b" });
        work.in_scope(|| {
            libraries_log();
            server_error(500, "app::Unavailable", &std::fmt::Error, None);
        });
    });
    assert!(sentry.shutdown(Duration::from_secs(10)));
    for planted in ["planted-owner", "4711"] {
        assert!(!receiver.holds(planted), "{planted}: {}", receiver.text());
    }
    let [event] = &receiver.events()[..] else { panic!("one failure is one event") };
    event["breadcrumbs"]["values"].as_array().unwrap().clone()
}

#[test]
fn each_under_its_name_and_without_literals() {
    let _alone = alone();
    for policy in [Policy::production(), Policy::development()] {
        let crumbs = crumbs(&policy);
        let of = |category: &str| crumbs.iter().find(|crumb| crumb["category"] == category).unwrap();
        let text = |category: &str| of(category)["message"].as_str().unwrap();
        assert_eq!(crumbs.len(), 6, "{crumbs:#?}");
        assert_eq!(text("redis::aio::connection_manager"), "reconnecting after 1s");
        assert_eq!((text("lapin::channels"), &of("lapin::channels")["level"]), ("channel closed", &"warning".into()));
        assert!(text("reqwest::connect").starts_with("starting new connection: https://geo.example"));
        assert_eq!((text("legacy_cache"), &of("legacy_cache")["level"]), ("evicted 3 entries", &"warning".into()));
        assert_eq!(text("postgres"), "executing UPDATE item SET owner = ? WHERE id = ?");
        let statement = of("sqlx::query")["data"]["db.statement"].as_str().unwrap();
        if policy.mode() == Mode::Production {
            assert_eq!(statement, "[FILTERED]");
        } else {
            assert!(statement.contains("WHERE owner = ? AND size > ?"), "{statement}");
        }
    }
}
