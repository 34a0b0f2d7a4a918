use std::time::{Duration, Instant};

/// How long lines gather after a write: it makes batches of a stream of single lines.
const LINGER: Duration = Duration::from_millis(1);

/// How often the thread looks for a line while it dozes, and so how long one may wait.
const NAP: Duration = Duration::from_millis(4);

/// How long after the last write it falls asleep.
const DOZE: Duration = Duration::from_millis(50);

/// How the thread rests between two writes.
///
/// Lines that come soon after a write gather for a moment. After that the thread looks now and then before it falls asleep,
/// because the line that has to wake it pays for that, in microseconds of its request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rest {
    /// Whether lines are left to gather.
    pub(super) gathers: bool,
    /// When it looks again of its own accord, if ever.
    pub(super) until: Option<Instant>,
}

/// What it takes to make the thread look into the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wakefulness {
    /// Nothing: it is about to.
    Awake,
    /// Nothing, but a queue that fills is worth a call.
    Dozing,
    /// The next line has to call.
    Asleep,
}

impl Rest {
    pub(super) fn after(last_write: Instant, now: Instant) -> Self {
        let idle = now.saturating_duration_since(last_write);
        let gathers = idle < LINGER;
        let until = match idle {
            _ if gathers => Some(last_write + LINGER),
            _ if idle < DOZE => Some(now + NAP),
            _ => None,
        };
        Self { gathers, until }
    }

    pub(super) const fn wakefulness(self) -> Wakefulness {
        if self.until.is_some() { Wakefulness::Dozing } else { Wakefulness::Asleep }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gathers_then_dozes_then_sleeps() {
        let start = Instant::now();
        let after = |idle| Rest::after(start, start + idle);
        assert!(after(Duration::ZERO).gathers);
        assert_eq!(after(Duration::ZERO).until, Some(start + LINGER));
        assert!(!after(LINGER).gathers);
        assert_eq!(after(LINGER).until, Some(start + LINGER + NAP));
        assert_eq!(after(LINGER).wakefulness(), Wakefulness::Dozing);
        assert_eq!(after(DOZE).until, None);
        assert_eq!(after(DOZE).wakefulness(), Wakefulness::Asleep);
    }
}
