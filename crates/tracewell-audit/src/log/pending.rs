use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

/// An answer that comes once the log has written. It is a future; [`wait`] waits for it without a runtime.
///
/// To drop it changes nothing: what was handed to the log is written, and applied, all the same.
pub struct Pending<T>(Arc<Mutex<Slot<T>>>);

struct Slot<T> {
    answer: Option<T>,
    waker: Option<Waker>,
}

/// The side that answers. To drop it is an answer as well: it is `instead`.
pub(super) struct Answer<T> {
    slot: Option<Arc<Mutex<Slot<T>>>>,
    instead: fn() -> T,
}

pub(super) fn pending<T>(instead: fn() -> T) -> (Answer<T>, Pending<T>) {
    let slot = Arc::new(Mutex::new(Slot { answer: None, waker: None }));
    (Answer { slot: Some(Arc::clone(&slot)), instead }, Pending(slot))
}

impl<T> Answer<T> {
    pub(super) fn give(mut self, answer: T) {
        if let Some(slot) = self.slot.take() {
            fill(&slot, answer);
        }
    }
}

/// Nobody waits for what will never come.
impl<T> Drop for Answer<T> {
    fn drop(&mut self) {
        if let Some(slot) = self.slot.take() {
            let _ = catch_unwind(AssertUnwindSafe(|| fill(&slot, (self.instead)())));
        }
    }
}

fn fill<T>(slot: &Mutex<Slot<T>>, answer: T) {
    let waker = {
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        slot.answer = Some(answer);
        slot.waker.take()
    };
    if let Some(waker) = waker {
        waker.wake();
    }
}

impl<T> Future for Pending<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match slot.answer.take() {
            Some(answer) => Poll::Ready(answer),
            None => {
                slot.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl<T> fmt::Debug for Pending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending").finish_non_exhaustive()
    }
}

/// Waits for a future of this crate on the current thread, for services without a runtime.
///
/// ```
/// assert_eq!(tracewell_audit::wait(async { 2 }), 2);
/// ```
pub fn wait<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}
