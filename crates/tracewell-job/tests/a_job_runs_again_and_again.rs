//! A job on an interval goes on, whatever a run of it does.
#![cfg(feature = "tokio")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failure here is a failed test, or planned")]

use std::cell::Cell;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::time::{Instant, sleep, timeout};
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
