use std::time::Duration;

use serde::Deserialize;
use tracewell::http::Query;

use super::stream::MAX_WAIT_MS;

#[derive(Debug, Deserialize)]
pub(super) struct Slow {
    #[serde(default)]
    ms: u64,
}

/// Answers after `ms` milliseconds, a minute at most.
pub(super) async fn wait(Query(slow): Query<Slow>) -> String {
    let ms = slow.ms.min(MAX_WAIT_MS);
    tokio::time::sleep(Duration::from_millis(ms)).await;
    format!("waited {ms} ms\n")
}
