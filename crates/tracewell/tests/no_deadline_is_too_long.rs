//! Whoever is ready to wait for ever is served like anybody else.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

#[test]
fn a_deadline_may_be_any() {
    let telemetry = tracewell::init!().unwrap();
    assert!(telemetry.flush(Duration::MAX));
    telemetry.shutdown(Duration::MAX);
}
