use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};

use sentry_core::Breadcrumb;
use tracewell_context::with_current;

/// Breadcrumbs of one piece of work. The newest count.
const MOST: usize = 50;
/// Their bytes, about.
const MOST_BYTES: usize = 16 * 1024;
/// Bytes of the breadcrumbs of all work at hand: beyond, none are kept.
const MOST_BYTES_OF_ALL: usize = 32 * 1024 * 1024;

static OF_ALL: AtomicUsize = AtomicUsize::new(0);
/// What belongs to no work: links to brokers, start and end.
static OF_NOBODY: LazyLock<Trail> = LazyLock::new(Trail::default);

/// The breadcrumbs of one piece of work: kept with its context, and gone with it, so that no other's failure shows them.
#[derive(Debug, Default)]
pub(super) struct Trail {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    crumbs: VecDeque<(Breadcrumb, usize)>,
    bytes: usize,
}

impl Kept {
    fn forget_oldest(&mut self) {
        if let Some((_, bytes)) = self.crumbs.pop_front() {
            self.bytes -= bytes;
            OF_ALL.fetch_sub(bytes, Ordering::Relaxed);
        }
    }
}

impl Trail {
    fn add(&self, crumb: Breadcrumb, bytes: usize) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        while kept.crumbs.len() >= MOST || (kept.bytes + bytes > MOST_BYTES && !kept.crumbs.is_empty()) {
            kept.forget_oldest();
        }
        if OF_ALL.fetch_add(bytes, Ordering::Relaxed) + bytes > MOST_BYTES_OF_ALL {
            OF_ALL.fetch_sub(bytes, Ordering::Relaxed);
            return;
        }
        kept.bytes += bytes;
        kept.crumbs.push_back((crumb, bytes));
    }

    fn read(&self) -> Vec<Breadcrumb> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.crumbs.iter().map(|(crumb, _)| crumb.clone()).collect()
    }
}

impl Drop for Trail {
    fn drop(&mut self) {
        let kept = self.kept.get_mut().unwrap_or_else(PoisonError::into_inner);
        OF_ALL.fetch_sub(kept.bytes, Ordering::Relaxed);
    }
}

/// Keeps a breadcrumb with the current work.
pub(super) fn keep(crumb: Breadcrumb, bytes: usize) {
    with_current(|context| match context.map(|context| context.attachment(Trail::default)) {
        Some(Some(trail)) => trail.add(crumb, bytes),
        // Another sink keeps something there.
        Some(None) => {}
        None => OF_NOBODY.add(crumb, bytes),
    });
}

/// The breadcrumbs of the current work, oldest first.
pub(crate) fn crumbs() -> Vec<Breadcrumb> {
    with_current(|context| match context.map(|context| context.attachment(Trail::default)) {
        Some(trail) => trail.map(Trail::read).unwrap_or_default(),
        None => OF_NOBODY.read(),
    })
}

#[cfg(test)]
mod tests {
    use tracewell_context::Context;

    use super::*;

    fn crumb(number: usize) -> Breadcrumb {
        Breadcrumb { message: Some(number.to_string()), ..Breadcrumb::default() }
    }

    #[test]
    fn the_newest_are_kept_within_number_and_bytes() {
        let trail = Trail::default();
        (0..MOST + 5).for_each(|number| trail.add(crumb(number), 10));
        let kept = trail.read();
        assert_eq!((kept.len(), kept[0].message.as_deref()), (MOST, Some("5")));
        trail.add(crumb(99), MOST_BYTES);
        assert_eq!(trail.read().len(), 1);
    }

    #[test]
    fn each_work_has_its_own() {
        let (one, other) = (Context::open(), Context::open());
        one.in_scope(|| keep(crumb(1), 1));
        assert_eq!(one.in_scope(crumbs).len(), 1);
        assert_eq!(other.in_scope(crumbs).len(), 0);
    }
}
