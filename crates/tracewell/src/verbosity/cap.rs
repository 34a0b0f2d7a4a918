use std::sync::atomic::{AtomicU64, Ordering};

/// So many a second and no more; what is above is counted.
#[derive(Debug)]
pub(super) struct Cap {
    most: u64,
    /// The second, and behind it in the lower half how many there were in it.
    window: AtomicU64,
    suppressed: AtomicU64,
}

impl Cap {
    pub(super) const fn new(most: u32) -> Self {
        Self { most: most as u64, window: AtomicU64::new(0), suppressed: AtomicU64::new(0) }
    }

    /// Whether there may be one more in this second, counted from any point.
    pub(super) fn take(&self, second: u32) -> bool {
        let begin = u64::from(second) << 32;
        let taken = self.window.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |window| {
            let count = if window >> 32 == u64::from(second) { window & u64::from(u32::MAX) } else { 0 };
            (count < self.most).then_some(begin | (count + 1))
        });
        if taken.is_err() {
            self.suppressed.fetch_add(1, Ordering::Relaxed);
        }
        taken.is_ok()
    }

    pub(super) fn suppressed(&self) -> u64 {
        self.suppressed.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_second_has_its_own() {
        let cap = Cap::new(3);
        let take = |second| (0..5).filter(|_| cap.take(second)).count();
        assert_eq!([take(0), take(1), take(1), take(9)], [3, 3, 0, 3]);
        assert_eq!(cap.suppressed(), 2 + 2 + 5 + 2);
    }
}
