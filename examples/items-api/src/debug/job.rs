use std::future::pending;
use std::io;
use std::time::Duration;

use axum::http::StatusCode;
use serde::Deserialize;
use tracewell::http::Query;
use tracewell::job;

/// How long a job that is to be cancelled is left alone.
const PATIENCE: Duration = Duration::from_millis(10);

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    outcome: End,
}

/// How the job is to end.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum End {
    #[default]
    Ok,
    Error,
    Panic,
    Cancel,
}

/// Starts a job that outlives the request, and says so.
pub(super) async fn start(Query(Asked { name, outcome }): Query<Asked>) -> (StatusCode, &'static str) {
    let work = job(name.unwrap_or_else(|| "debug".into()), async move {
        match outcome {
            End::Ok => Ok(()),
            End::Error => Err(io::Error::other("a job that was to fail")),
            End::Panic => panic!("a job with a bug"),
            End::Cancel => pending().await,
        }
    });
    tokio::spawn(async move {
        match outcome {
            // Dropped while it still works.
            End::Cancel => _ = tokio::time::timeout(PATIENCE, work).await,
            _ => _ = work.await,
        }
    });
    (StatusCode::ACCEPTED, "started\n")
}
