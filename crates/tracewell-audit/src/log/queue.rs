use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::Receipt;
use crate::denials::Limiter;
use crate::line::Draft;
use crate::{Error, Head};

/// How much an event matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// It is on disk before anybody sees what it changes, or it does not happen.
    Change,
    /// It is written if that can be done, and given up before a change is.
    BestEffort,
}

pub(super) type Done = Box<dyn FnOnce(Result<Receipt, Error>) + Send>;

/// An event that waits to be written, and what to do then.
pub(super) struct Waiting {
    pub(super) draft: Draft,
    pub(super) class: Class,
    pub(super) done: Done,
}

/// What the users of a log and its thread share.
pub(super) struct Queue {
    pub(super) state: Mutex<State>,
    pub(super) wake: Condvar,
}

pub(super) struct State {
    pub(super) waiting: Vec<Waiting>,
    pub(super) bytes: usize,
    /// Whether the thread sleeps.
    pub(super) idle: bool,
    pub(super) closing: bool,
    pub(super) closed: bool,
    /// The last line that is on disk.
    pub(super) head: Head,
    pub(super) limiter: Limiter,
}

impl State {
    /// Takes out what is to be written at once, `most` events at most.
    pub(super) fn take(&mut self, most: usize) -> Vec<Waiting> {
        if self.waiting.len() <= most {
            self.bytes = 0;
            // As many may come again.
            let next = Vec::with_capacity(self.waiting.len());
            return std::mem::replace(&mut self.waiting, next);
        }
        let rest = self.waiting.split_off(most);
        self.bytes = rest.iter().map(|waiting| waiting.draft.len()).sum();
        std::mem::replace(&mut self.waiting, rest)
    }
}

impl Queue {
    pub(super) fn new(head: Head, limiter: Limiter) -> Self {
        let state = State { waiting: Vec::new(), bytes: 0, idle: false, closing: false, closed: false, head, limiter };
        Self { state: Mutex::new(state), wake: Condvar::new() }
    }

    /// Adds an event. The thread is woken if it sleeps: while it writes it looks for more by itself.
    pub(super) fn push(&self, mut state: MutexGuard<'_, State>, waiting: Waiting) {
        state.bytes += waiting.draft.len();
        state.waiting.push(waiting);
        let wake = std::mem::take(&mut state.idle);
        drop(state);
        if wake {
            self.wake.notify_one();
        }
    }

    // Every change of the state is whole before anything can panic.
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
