//! However a job ends, its end is in the log once, and its failure too.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failure here is a failed test, or planned")]

use std::error::Error;
use std::fmt;
use std::future::{pending, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;

use futures_util::FutureExt;
use serde_json::Value;
use tracewell_context::{Context, CorrelationId, Principal, TeamId, UserId, current};
use tracewell_job::{Job, job, job_blocking};
use tracewell_log::{Capture, LogLayer};
use tracewell_redact::Policy;
use tracing_subscriber::layer::SubscriberExt;

#[derive(Debug)]
struct Outer(std::num::ParseIntError);

impl fmt::Display for Outer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no number")
    }
}

impl Error for Outer {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

fn outer() -> Outer {
    Outer("x".parse::<u32>().unwrap_err())
}

/// The lines, as a service in production writes them.
fn lines(work: impl FnOnce()) -> Vec<Value> {
    let capture = Arc::new(Capture::default());
    let layer = LogLayer::new(Policy::production()).json(Arc::clone(&capture));
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), work);
    capture.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Level, message and error type of each line, which all have one id.
fn told(work: impl FnOnce()) -> Vec<String> {
    let lines = lines(work);
    for line in &lines {
        assert_eq!(line["correlation_id"], lines[0]["correlation_id"]);
        assert_eq!(line["span"], "job");
        assert_eq!(line["job"], "nightly");
        assert_eq!(line["message"].as_str().unwrap().starts_with("job_"), line["duration_ms"].is_number());
    }
    let word = |line: &Value, key: &str| line[key].as_str().unwrap_or("-").to_owned();
    lines
        .iter()
        .map(|line| format!("{} {} {}", word(line, "level"), word(line, "message"), word(line, "error_type")))
        .collect()
}

#[test]
fn a_job_that_returns_is_completed() {
    let completed = ["INFO job_completed -"];
    assert_eq!(told(|| job("nightly", ready(())).now_or_never().unwrap()), completed);
    assert_eq!(told(|| assert_eq!(job_blocking("nightly", || "12".parse::<u32>()), Ok(12))), completed);
    let boxed = || Ok::<u8, Box<dyn Error>>(1);
    assert_eq!(told(|| assert_eq!(job("nightly", async { boxed() }).now_or_never().unwrap().unwrap(), 1)), completed);
}

#[test]
fn an_error_has_its_one_error_line_and_comes_back() {
    let of =
        |error_type: &str| [format!("ERROR unhandled_exception {error_type}"), format!("WARN job_failed {error_type}")];
    let own = of("a_job_is_told_once::Outer");
    let told_of = lines(|| {
        let failed = job("nightly", async { Err::<(), _>(outer()) }).now_or_never().unwrap();
        assert_eq!(failed.unwrap_err().to_string(), "no number");
    });
    assert_eq!(told_of[0]["error_chain"], "no number: invalid digit found in string");
    assert_eq!(told(|| assert!(job_blocking("nightly", || Err::<(), _>(outer())).is_err())), own);
    let boxed = told(|| {
        let failed = job_blocking("nightly", || Err::<(), Box<dyn Error + Send + Sync>>(outer().into()));
        assert!(failed.is_err());
    });
    assert_eq!(boxed, of("alloc::boxed::Box<dyn core::error::Error + core::marker::Send + core::marker::Sync>"));
    let local = told(|| assert!(job_blocking("nightly", || Err::<(), Box<dyn Error>>(outer().into())).is_err()));
    assert_eq!(local, of("alloc::boxed::Box<dyn core::error::Error>"));
}

#[test]
fn an_error_that_the_work_has_told_itself_is_not_told_again() {
    let told = told(|| {
        let failed = job_blocking("nightly", || {
            let error = outer();
            assert!(tracewell_failure::unexpected_error(None, "Outer", &error));
            Err::<(), _>(error)
        });
        assert!(failed.is_err());
    });
    assert_eq!(told, ["ERROR unhandled_exception Outer", "WARN job_failed a_job_is_told_once::Outer"]);
}

#[test]
fn a_panic_is_told_and_goes_on() {
    let expected = ["ERROR unhandled_exception panic", "WARN job_failed panic"];
    let panics = |work: &dyn Fn()| {
        let lines = told(|| {
            let payload = catch_unwind(AssertUnwindSafe(work)).unwrap_err();
            assert_eq!(payload.downcast_ref::<String>().unwrap(), "planned");
        });
        assert_eq!(lines, expected);
    };
    panics(&|| job("nightly", async { panic!("planned") }).now_or_never().unwrap());
    panics(&|| job_blocking("nightly", || panic!("planned")));
}

#[test]
fn what_is_dropped_is_cancelled_inside_its_job() {
    struct Last;
    impl Drop for Last {
        fn drop(&mut self) {
            tracing::info!("dropped");
        }
    }
    let begun = told(|| {
        let mut nightly = Box::pin(job("nightly", async {
            let _last = Last;
            pending::<()>().await;
        }));
        assert!((&mut nightly).now_or_never().is_none());
    });
    assert_eq!(begun, ["INFO dropped -", "INFO job_cancelled -"]);
    assert_eq!(told(|| drop(job("nightly", ready(())))), ["INFO job_cancelled -"], "never polled");
}

#[test]
fn a_panic_in_a_destructor_of_a_cancelled_job_stays_inside() {
    struct Last;
    impl Drop for Last {
        fn drop(&mut self) {
            panic!("at the end");
        }
    }
    let told = told(|| {
        let mut nightly = Box::pin(job("nightly", async {
            let _last = Last;
            pending::<()>().await;
        }));
        assert!((&mut nightly).now_or_never().is_none());
    });
    assert_eq!(told, ["ERROR unhandled_exception panic", "INFO job_cancelled -"]);
}

#[test]
fn a_job_is_a_piece_of_work_of_its_own() {
    let request = Context::new(CorrelationId::new("request").unwrap());
    request.bind(Principal::new(TeamId::new("acme").unwrap())).unwrap();
    let lines = lines(|| {
        let outer = tracing::info_span!("outer", region = "eu");
        let nightly = outer.in_scope(|| {
            request.in_scope(|| {
                job("nightly", async {
                    let own = current().unwrap();
                    assert!(own.principal().is_none());
                    assert_eq!(own.job(), Some("nightly"));
                    tracing::info!("inside");
                })
            })
        });
        request.in_scope(|| nightly.now_or_never().unwrap());
        assert!(current().is_none());
    });
    for line in &lines {
        assert_ne!(line["correlation_id"], "request");
        assert!(line.get("region").is_none() && line.get("team_id").is_none(), "{line}");
    }
    assert_eq!(lines.len(), 2);
}

#[test]
fn id_principal_and_attempt_are_what_the_job_was_given() {
    let principal = Principal::new(TeamId::new("acme").unwrap()).user(UserId::new("user-7").unwrap());
    let export = Job::new("export").correlation_id(CorrelationId::new("r-1").unwrap()).principal(principal).attempt(2);
    let lines = lines(|| {
        export.clone().run(async { tracing::info!("inside") }).now_or_never().unwrap();
        export.run_blocking(|| tracing::info!("inside"));
    });
    assert_eq!(lines.len(), 4);
    for line in lines {
        assert_eq!(line["correlation_id"], "r-1");
        assert_eq!((&line["team_id"], &line["user_id"]), (&"acme".into(), &"user-7".into()));
        assert_eq!((&line["job"], &line["attempt"]), (&"export".into(), &2.into()));
    }
}

#[test]
fn a_long_name_is_cut_between_characters() {
    let lines = lines(|| job("ü".repeat(500), ready(())).now_or_never().unwrap());
    assert_eq!(lines[0]["job"], "ü".repeat(64));
}

#[test]
fn a_job_that_ended_stays_pending() {
    let mut nightly = pin!(job("nightly", ready(())));
    assert_eq!(nightly.as_mut().now_or_never(), Some(()));
    assert_eq!(nightly.now_or_never(), None);
}
