use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Equal stretches of time, counted from 1970-01-01T00:00:00Z: whole hours and days are those of UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Period(u64);

impl Period {
    /// Stretches of whole seconds, one at least.
    pub(super) fn new(length: Duration) -> Self {
        Self(length.as_secs().max(1))
    }

    /// The number of the stretch that `time` is in.
    pub(super) fn number(self, time: SystemTime) -> u64 {
        time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs() / self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn begins_on_the_hour() {
        let hour = Period::new(Duration::from_secs(3600));
        let number = |seconds| hour.number(UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!([number(0), number(3599), number(3600), number(7200)], [0, 0, 1, 2]);
        assert_eq!(hour.number(UNIX_EPOCH - Duration::from_secs(1)), 0, "a clock that is not set");
        assert_eq!(Period::new(Duration::ZERO), Period(1));
    }
}
