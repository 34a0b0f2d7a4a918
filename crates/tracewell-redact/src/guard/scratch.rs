use std::cell::RefCell;

use super::values::Values;

/// Buffers that a thread keeps. More than one is in use only where values log while they are formatted, and where one
/// guard stands beside or inside of another.
const KEPT: usize = 4;

thread_local! {
    /// Borrowed only to take or give back: no other code runs meanwhile.
    #[expect(clippy::vec_box, reason = "taken and given back for each event, which is to move a pointer")]
    static RESTING: RefCell<Vec<Box<Scratch>>> = const { RefCell::new(Vec::new()) };
}

/// The buffers that one event is cleaned in, so that none allocates.
#[derive(Default)]
pub(super) struct Scratch {
    pub(super) values: Values,
    held_for: Option<Call>,
}

/// An event on its way through a guard, by the addresses of the three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) guard: usize,
    pub(super) event: usize,
    pub(super) metadata: usize,
}

impl Scratch {
    /// Gives `work` buffers of this thread.
    ///
    /// They are taken, not borrowed: a value that logs while it is formatted gets others for its own event. They come
    /// back also when `work` panics.
    pub(super) fn with<R>(work: impl FnOnce(&mut Self) -> R) -> R {
        let mut lease = Lease::take(Self::is_free);
        work(lease.0.get_or_insert_default())
    }

    /// The same with the buffers that this call's guard holds, if it does; `work` learns whether the values in them are
    /// those of this very call.
    ///
    /// A guard holds one set at most, and only until its next event. So the values are never those of an earlier event
    /// that happened to be at the same address.
    pub(super) fn with_held<R>(call: Call, work: impl FnOnce(&mut Self, bool) -> R) -> R {
        let mut lease = Lease::take(|scratch| scratch.held_for.is_some_and(|held| held.guard == call.guard));
        let scratch = lease.0.get_or_insert_default();
        let held_for = scratch.held_for.take();
        work(scratch, held_for == Some(call))
    }

    /// Keeps the values for the same call.
    pub(super) const fn hold(&mut self, call: Call) {
        self.held_for = Some(call);
    }

    const fn is_free(&self) -> bool {
        self.held_for.is_none()
    }
}

struct Lease(Option<Box<Scratch>>);

impl Lease {
    /// Takes the wanted buffers, else some that nobody holds, else any if the thread has as many as it may keep.
    #[inline]
    fn take(is_wanted: impl Fn(&Scratch) -> bool) -> Self {
        let taken = RESTING.try_with(|resting| {
            let mut resting = resting.try_borrow_mut().ok()?;
            // Nearly always there is one, or the last is the one.
            if resting.last().is_some_and(|last| is_wanted(last)) {
                return resting.pop();
            }
            let at = resting
                .iter()
                .rposition(|scratch| is_wanted(scratch))
                .or_else(|| resting.iter().rposition(|scratch| scratch.is_free()))
                .or_else(|| (resting.len() >= KEPT).then_some(0))?;
            Some(resting.remove(at))
        });
        // At the end of a thread there are none any more.
        Self(taken.ok().flatten())
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(mut scratch) = self.0.take() else { return };
        if scratch.is_free() {
            scratch.values.trim();
        }
        let _ = RESTING.try_with(|resting| {
            if let Ok(mut resting) = resting.try_borrow_mut()
                && resting.len() < KEPT
            {
                resting.push(scratch);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Call = Call { guard: 1, event: 1, metadata: 1 };

    fn hold(call: Call) {
        Scratch::with_held(call, |scratch, _| scratch.hold(call));
    }

    fn is_held(call: Call) -> bool {
        Scratch::with_held(call, |_, is_held| is_held)
    }

    #[test]
    fn what_is_held_is_given_once_and_to_the_same_call() {
        assert!(!is_held(FIRST));
        hold(FIRST);
        assert!(is_held(FIRST));
        assert!(!is_held(FIRST));
    }

    #[test]
    fn another_event_ends_it() {
        for other in [Call { event: 2, ..FIRST }, Call { metadata: 2, ..FIRST }] {
            hold(FIRST);
            assert!(!is_held(other));
            assert!(!is_held(FIRST));
        }
    }

    #[test]
    fn another_guard_or_span_does_not() {
        hold(FIRST);
        let other = Call { guard: 2, ..FIRST };
        assert!(!is_held(other));
        hold(other);
        Scratch::with(|scratch| assert!(scratch.is_free()));
        assert!(is_held(FIRST) && is_held(other));
    }

    #[test]
    fn a_thread_keeps_a_few() {
        fn nested(depth: usize) {
            Scratch::with(|_| {
                if depth > 0 {
                    nested(depth - 1)
                }
            });
        }
        nested(10);
        assert_eq!(RESTING.with_borrow(Vec::len), KEPT);
        // All of them held: the longest held is taken, and no more are made.
        (0..KEPT).for_each(|guard| hold(Call { guard, ..FIRST }));
        let addresses = || RESTING.with_borrow(|all| all.iter().map(|one| std::ptr::from_ref(&**one).addr()).collect());
        let before: Vec<usize> = addresses();
        Scratch::with(|scratch| assert!(before.contains(&std::ptr::from_ref(scratch).addr())));
        let mut after: Vec<usize> = addresses();
        after.sort_unstable();
        assert_eq!(after, {
            let mut before = before;
            before.sort_unstable();
            before
        });
    }
}
