use std::time::{Duration, Instant};

/// Lets one line of a kind through in a while, and counts the others.
#[derive(Debug, Default)]
pub(crate) struct Throttle {
    last: Option<Instant>,
    suppressed: u64,
}

impl Throttle {
    /// How many lines were left out since the last one, if there may be one now.
    pub(crate) fn admit(&mut self, now: Instant, pause: Duration) -> Option<u64> {
        if self.last.is_some_and(|last| now.saturating_duration_since(last) < pause) {
            self.suppressed += 1;
            return None;
        }
        self.last = Some(now);
        Some(std::mem::take(&mut self.suppressed))
    }

    /// How many lines were left out besides the latest one, which is to be written now: nothing has followed it for so long.
    /// Without a pause, it is written in any case.
    pub(crate) fn rest(&mut self, now: Instant, pause: Option<Duration>) -> Option<u64> {
        let early = |last| pause.is_some_and(|pause| now.saturating_duration_since(last) < pause);
        if self.suppressed == 0 || self.last.is_some_and(early) {
            return None;
        }
        self.last = Some(now);
        Some(std::mem::take(&mut self.suppressed) - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_passes_in_a_while_and_says_how_many_did_not() {
        let (begin, pause) = (Instant::now(), Duration::from_secs(5));
        let mut throttle = Throttle::default();
        assert_eq!(throttle.admit(begin, pause), Some(0));
        assert_eq!(throttle.admit(begin + pause / 2, pause), None);
        assert_eq!(throttle.admit(begin + pause / 2, pause), None);
        assert_eq!(throttle.admit(begin + pause, pause), Some(2));
        assert_eq!(throttle.admit(begin + pause * 3, pause), Some(0));
    }

    #[test]
    fn the_last_ones_are_told_though_nothing_follows() {
        let (begin, pause) = (Instant::now(), Duration::from_secs(5));
        let mut throttle = Throttle::default();
        assert_eq!(throttle.rest(begin, None), None);
        for _ in 0..4 {
            throttle.admit(begin, pause);
        }
        assert_eq!(throttle.rest(begin + pause / 2, Some(pause)), None);
        assert_eq!(throttle.rest(begin + pause, Some(pause)), Some(2));
        assert_eq!(throttle.rest(begin + pause * 2, Some(pause)), None);
        assert_eq!(throttle.admit(begin + pause, pause), None, "that was a line too");
        assert_eq!(throttle.rest(begin + pause, None), Some(0), "at the end without a pause");
    }
}
