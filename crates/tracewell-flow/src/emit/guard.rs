use std::marker::PhantomData;
use std::time::Instant;

use tracewell_names::outcome;

use super::{Stage, event, unwinding};

/// A stage that has begun, and ends when this is used up or dropped.
///
/// | it ends as | when |
/// |---|---|
/// | the outcome that was named | [`end`](Self::end) |
/// | `denied` | [`deny`](Self::deny) |
/// | `error` | [`fail`](Self::fail); dropped by `?`, an early return or a panic |
/// | `cancelled` | [`cancel`](Self::cancel); dropped together with the future of a [`Stage::run`] around it |
///
/// A guard cannot see why it is dropped. In code that does not await, the table is exact. Held across an `.await` in a
/// future that may be dropped (a time-out, `select!`, a client that goes), it can only say `error` unless a
/// [`Stage::run`] is around it: there, use [`Stage::run`] for the stage itself.
#[derive(Debug)]
#[must_use = "dropped at once, the stage ends as `error`"]
pub struct StageGuard<S: Stage> {
    began: Option<Instant>,
    stage: PhantomData<S>,
}

impl<S: Stage> StageGuard<S> {
    pub(super) fn start() -> Self {
        event::start(S::NAME);
        Self { began: Some(Instant::now()), stage: PhantomData }
    }

    /// Ends the stage well.
    pub fn end(mut self, outcome: S) {
        self.finish(outcome.outcome());
    }

    /// Ends the stage as `denied`.
    pub fn deny(mut self) {
        self.finish(outcome::DENIED);
    }

    /// Ends the stage as `error`.
    pub fn fail(mut self) {
        self.finish(outcome::ERROR);
    }

    /// Ends the stage as `cancelled`.
    pub fn cancel(mut self) {
        self.finish(outcome::CANCELLED);
    }

    pub(super) fn finish(&mut self, outcome: &'static str) {
        if let Some(began) = self.began.take() {
            event::end(S::NAME, outcome, Some(began.elapsed()));
        }
    }
}

impl<S: Stage> Drop for StageGuard<S> {
    fn drop(&mut self) {
        self.finish(unwinding::outcome_of_drop());
    }
}
