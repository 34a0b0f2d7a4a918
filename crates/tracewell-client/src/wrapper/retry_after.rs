use std::time::Duration;

use http::HeaderMap;
use http::header::RETRY_AFTER;

/// Somebody asks for a wait whose length is not understood: a date, or nonsense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unreadable;

/// How long the other service asks to wait, if it does. Seconds are understood; a date would need two clocks to agree.
pub(super) fn retry_after(headers: &HeaderMap) -> Result<Option<Duration>, Unreadable> {
    let Some(value) = headers.get(RETRY_AFTER) else { return Ok(None) };
    let seconds = value.to_str().ok().and_then(|text| text.trim().parse().ok());
    seconds.map(|seconds| Some(Duration::from_secs(seconds))).ok_or(Unreadable)
}
