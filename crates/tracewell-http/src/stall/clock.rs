use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// A moment as nanoseconds since the first one that was asked for: it fits into an atomic number for centuries.
pub(super) fn nanoseconds(moment: Instant) -> u64 {
    static FIRST: LazyLock<Instant> = LazyLock::new(Instant::now);
    in_nanoseconds(moment.saturating_duration_since(*FIRST))
}

pub(super) fn in_nanoseconds(duration: Duration) -> u64 {
    duration.as_secs().saturating_mul(1_000_000_000).saturating_add(u64::from(duration.subsec_nanos()))
}
