//! A job on an interval goes on, whatever a run of it does.
#![cfg(feature = "tokio")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failure here is a failed test, or planned")]

use std::cell::Cell;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::time::{Instant, sleep, timeout};
use tracewell_failure::PanicHook;
use tracewell_job::Job;
use tracewell_log::{Capture, LogLayer};
use tracewell_redact::Policy;
use tracing::subscriber::set_default;
use tracing_subscriber::layer::SubscriberExt;

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn each_run_is_a_job_and_none_stops_the_next() {
    let capture = Arc::new(Capture::default());
    let layer = LogLayer::new(Policy::production()).json(Arc::clone(&capture));
    let _guard = set_default(tracing_subscriber::registry().with(layer));

    let runs = Cell::new(0);
    let sweeps = Job::new("sweep").every(SECOND, || {
        runs.set(runs.get() + 1);
        let run = runs.get();
        assert!(run != 2, "planned");
        async move {
            assert!(run != 3, "planned");
            match run {
                1 => "x".parse::<u32>(),
                5 => std::future::pending().await,
                _ => Ok(run),
            }
        }
    });
    assert!(timeout(10 * SECOND, sweeps).await.is_err());

    let lines: Vec<Value> = capture.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let ends: Vec<_> = lines.iter().filter(|line| line["target"] == "tracewell::job").collect();
    let messages: Vec<_> = ends.iter().map(|line| line["message"].as_str().unwrap()).collect();
    assert_eq!(messages, ["job_failed", "job_failed", "job_failed", "job_completed", "job_cancelled"]);
    let ids: HashSet<_> = ends.iter().map(|line| line["correlation_id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 5);
    assert_eq!(lines.iter().filter(|line| line["level"] == "ERROR").count(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_loop_of_panics_is_told_run_by_run() {
    const RUNS: u32 = 2000;
    let hook = PanicHook::new(Policy::production()).install();
    let capture = Arc::new(Capture::default());
    let layer = LogLayer::new(Policy::production()).json(Arc::clone(&capture));
    let _guard = set_default(tracing_subscriber::registry().with(layer));
    let begin = std::time::Instant::now();
    let sweeps = Job::new("sweep").every(SECOND, || async {
        if true {
            panic!("planned")
        }
    });
    assert!(timeout(RUNS * SECOND - SECOND / 2, sweeps).await.is_err());
    drop(hook);

    let lines: Vec<Value> = capture.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |message: &str| lines.iter().filter(|line| line["message"] == message).collect::<Vec<_>>();
    let (errors, ends) = (of("unhandled_exception"), of("job_failed"));
    assert_eq!((errors.len(), ends.len(), lines.len()), (2000, 2000, 4000));
    let ids: HashSet<_> = ends.iter().map(|line| line["correlation_id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 2000);
    assert!(errors.iter().zip(&ends).all(|(error, end)| error["correlation_id"] == end["correlation_id"]));
    // Ten in ten seconds, however many there are.
    let backtraces = errors.iter().filter(|line| line.get("backtrace").is_some()).count() as u64;
    assert!(backtraces <= 10 * (begin.elapsed().as_secs() / 10 + 2), "{backtraces}");
}

#[tokio::test(start_paused = true)]
async fn runs_do_not_overlap_and_missed_ones_are_left_out() {
    let began = Instant::now();
    let starts = std::cell::RefCell::new(Vec::new());
    let sweeps = Job::new("sweep").every(2 * SECOND, || {
        starts.borrow_mut().push(began.elapsed().as_secs());
        sleep(3 * SECOND)
    });
    assert!(timeout(Duration::from_millis(9_500), sweeps).await.is_err());
    assert_eq!(*starts.borrow(), [0, 4, 8]);
}

#[tokio::test]
async fn a_period_of_nothing_leaves_the_thread_to_others() {
    let mut runs = 0_u32;
    let sweeps = Job::new("sweep").every(Duration::ZERO, || {
        runs += 1;
        async {}
    });
    assert!(timeout(Duration::from_millis(30), sweeps).await.is_err());
    assert!((2..=31).contains(&runs), "{runs}");
}
