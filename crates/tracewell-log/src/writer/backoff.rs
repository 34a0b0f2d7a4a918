use std::time::Duration;

/// Growing waits between attempts: doubled each time, up to a limit.
#[derive(Debug)]
pub(super) struct Backoff {
    first: Duration,
    limit: Duration,
    next: Duration,
}

impl Backoff {
    pub(super) const fn new(first: Duration, limit: Duration) -> Self {
        Self { first, limit, next: first }
    }

    /// How long to wait this time.
    pub(super) fn wait(&mut self) -> Duration {
        let wait = self.next;
        self.next = (wait * 2).min(self.limit);
        wait
    }

    pub(super) const fn reset(&mut self) {
        self.next = self.first;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_up_to_the_limit_and_starts_again() {
        let ms = Duration::from_millis;
        let mut backoff = Backoff::new(ms(50), ms(150));
        assert_eq!([backoff.wait(), backoff.wait(), backoff.wait()], [ms(50), ms(100), ms(150)]);
        assert_eq!(backoff.wait(), ms(150));
        backoff.reset();
        assert_eq!(backoff.wait(), ms(50));
    }
}
