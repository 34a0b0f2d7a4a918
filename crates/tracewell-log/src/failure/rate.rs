use std::sync::atomic::{AtomicU64, Ordering};

/// So many bytes in each second and no more.
#[derive(Debug)]
pub(super) struct Rate {
    most: u32,
    /// The second, and behind it in the lower half how many bytes were written in it.
    window: AtomicU64,
}

impl Rate {
    pub(super) const fn new(most: u32) -> Self {
        Self { most, window: AtomicU64::new(0) }
    }

    /// Whether all of `bytes` may be written in this second, counted from any point.
    pub(super) fn take(&self, second: u32, bytes: usize) -> bool {
        let begin = u64::from(second) << 32;
        let taken = self.window.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |window| {
            let before = if window >> 32 == u64::from(second) { window & u64::from(u32::MAX) } else { 0 };
            let after = before.saturating_add(bytes as u64);
            (after <= u64::from(self.most)).then_some(begin | after)
        });
        taken.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_second_has_its_own() {
        let rate = Rate::new(100);
        assert!(rate.take(0, 60) && !rate.take(0, 41) && rate.take(0, 40) && !rate.take(0, 1));
        assert!(rate.take(1, 100) && !rate.take(1, usize::MAX) && rate.take(7, 100));
    }
}
