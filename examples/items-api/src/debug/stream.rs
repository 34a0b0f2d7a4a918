use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes};

use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use futures_util::stream::unfold;
use serde::Deserialize;
use tracewell::http::Query;

/// The longest wait that a client may ask for.
pub(super) const MAX_WAIT_MS: u64 = 60_000;

#[derive(Debug, Deserialize)]
#[serde(default)]
pub(super) struct Chunks {
    chunks: u64,
    ms: u64,
}

impl Default for Chunks {
    fn default() -> Self {
        Self { chunks: 3, ms: 0 }
    }
}

/// Answers at once, and sends `chunks` lines with `ms` milliseconds, a minute at most, before each.
pub(super) async fn stream(Query(Chunks { chunks, ms }): Query<Chunks>) -> impl IntoResponse {
    let wait = Duration::from_millis(ms.min(MAX_WAIT_MS));
    let lines = unfold(0, move |sent| async move {
        if sent == chunks {
            return None;
        }
        if wait.is_zero() {
            // A stream that is always ready would keep its thread from everybody else.
            tokio::task::yield_now().await;
        } else {
            tokio::time::sleep(wait).await;
        }
        Some((Ok::<_, Infallible>(Bytes::from(format!("chunk {}\n", sent + 1))), sent + 1))
    });
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], Body::from_stream(lines))
}
