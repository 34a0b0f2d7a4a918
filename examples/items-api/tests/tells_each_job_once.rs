//! What a job leaves in the log, which outlives the request that asked for it.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use serde_json::Value;
use support::client::Request;
use support::{Service, lines};

#[test]
fn each_way_to_end_is_told_once() {
    let service = Service::start();
    for outcome in ["ok", "error", "panic", "cancel"] {
        let asked = service.send(&Request::get(format!("/debug/job?name=job-{outcome}&outcome={outcome}")));
        assert_eq!(asked.status(), 202);
    }
    assert_eq!(service.send(&Request::get("/debug/job")).status(), 202);
    assert_eq!(service.send(&Request::get("/debug/job?outcome=maybe")).status(), 400);
    // Longer than the one that is cancelled is left alone.
    assert_eq!(service.send(&Request::get("/debug/slow?ms=500")).status(), 200);
    let lines = lines(&service.end());

    let of = |name: &str| -> Vec<&Value> { lines.iter().filter(|line| line["job"] == name).collect() };
    let told = |name: &str| -> Vec<_> {
        let lines = of(name);
        assert!(lines.iter().all(|line| line["correlation_id"] == lines[0]["correlation_id"]), "{lines:?}");
        let word = |line: &Value, key: &str| line[key].as_str().unwrap_or("-").to_owned();
        lines.iter().map(|line| format!("{} {}", word(line, "level"), word(line, "message"))).collect()
    };
    assert_eq!(told("job-ok"), ["INFO job_completed"]);
    assert_eq!(told("job-error"), ["ERROR unhandled_exception", "WARN job_failed"]);
    assert_eq!(told("job-panic"), ["ERROR unhandled_exception", "WARN job_failed"]);
    assert_eq!(told("job-cancel"), ["INFO job_cancelled"]);
    assert_eq!(told("debug"), ["INFO job_completed"]);
    assert!(of("job-error")[0]["error_chain"].as_str().unwrap().contains("was to fail"));
    assert!(of("job-panic")[0]["location"].as_str().unwrap().contains("debug/job.rs"));
    for line in lines.iter().filter(|line| line["target"] == "tracewell::job") {
        assert!(line["duration_ms"].is_number() && line.get("route").is_none(), "{line}");
    }
}
