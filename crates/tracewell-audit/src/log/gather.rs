use std::time::{Duration, Instant};

/// Fewer writers than this are not waited for.
const MANY: usize = 8;
/// The longest wait, however slow the disk is.
const LONGEST: Duration = Duration::from_millis(2);
/// Batches without a wait, at most, after waits that were in vain.
const MOST_SKIPPED: u32 = 256;

/// Whether to wait for the writers that were just told: they tend to come again at once, and a sync for all of them costs no
/// more than one for a part.
#[derive(Debug)]
pub(super) struct Gather {
    enough: usize,
    until: Instant,
    skip: u32,
    skipped_last: u32,
}

impl Gather {
    pub(super) fn new() -> Self {
        Self { enough: 0, until: Instant::now(), skip: 0, skipped_last: 0 }
    }

    /// `told` writers are being told, and `waiting` others wait already. The last batch took the disk `took`.
    pub(super) fn begin(&mut self, told: usize, waiting: usize, took: Duration) {
        self.enough = 0;
        if told < MANY {
            return;
        }
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        self.enough = told + waiting;
        self.until = Instant::now() + took.min(LONGEST);
    }

    /// How many are still worth a wait at `now`, and until when, if `waiting` are there.
    pub(super) fn wait(&mut self, waiting: usize, now: Instant) -> Option<(usize, Instant)> {
        if self.enough == 0 {
            return None;
        }
        if waiting < self.enough && now < self.until {
            return Some((self.enough, self.until));
        }
        // Writers that come when they like are not waited for again and again.
        let in_vain = waiting < self.enough / 4 * 3;
        self.skipped_last = if in_vain { (self.skipped_last * 2).clamp(1, MOST_SKIPPED) } else { 0 };
        self.skip = self.skipped_last;
        self.enough = 0;
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SYNC: Duration = Duration::from_millis(1);

    #[test]
    fn many_are_waited_for_and_few_are_not() {
        let mut gather = Gather::new();
        gather.begin(MANY - 1, 50, SYNC);
        assert_eq!(gather.wait(1, Instant::now()), None);
        gather.begin(40, 24, Duration::from_secs(3600));
        let (enough, until) = gather.wait(24, Instant::now()).unwrap();
        assert_eq!(enough, 64);
        assert!(until <= Instant::now() + LONGEST);
        assert_eq!(gather.wait(64, Instant::now()), None);
        gather.begin(64, 0, SYNC);
        assert!(gather.wait(1, Instant::now()).is_some());
    }

    #[test]
    fn waits_in_vain_become_rare() {
        let mut gather = Gather::new();
        let mut waits = 0;
        for _ in 0..2000 {
            gather.begin(64, 0, SYNC);
            if let Some((_, until)) = gather.wait(1, Instant::now()) {
                waits += 1;
                assert_eq!(gather.wait(1, until), None);
            }
        }
        assert!((2..30).contains(&waits), "{waits}");
    }
}
