//! The client library's own lines, kept out of every log.
//!
//! It writes payloads and the login as they are, as lists of bytes that no scrubber knows again; and what matters of the
//! rest is told by the lines of the link. So its code runs where there is no subscriber, whatever filter a service has.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::thread;

use async_rs::Tokio;
use async_rs::traits::Executor;
use async_rs::util::Task;
use tracing::Dispatch;
use tracing::dispatcher::{DefaultGuard, set_default, with_default};

/// The thread on which the library reads and writes.
const IO_THREAD: &str = "lapin-io-loop";

thread_local! {
    /// For as long as the thread lives.
    static HUSHED: RefCell<Option<DefaultGuard>> = const { RefCell::new(None) };
}

/// Runs the library's code without a subscriber.
pub(super) fn hush<T>(work: impl FnOnce() -> T) -> T {
    with_default(&Dispatch::none(), work)
}

/// The same for good, if this is the thread of the library's own.
pub(super) fn hush_io_thread() {
    if thread::current().name() == Some(IO_THREAD) {
        // Where that can't be had, the thread is about to end.
        let _ = HUSHED.try_with(|hushed| {
            if let Ok(mut hushed) = hushed.try_borrow_mut() {
                hushed.get_or_insert_with(|| set_default(&Dispatch::none()));
            }
        });
    }
}

/// A future of the library that is polled, and dropped, without a subscriber.
#[derive(Debug)]
pub(super) struct Hushed<F>(Option<Pin<Box<F>>>);

impl<F> Hushed<F> {
    pub(super) fn new(future: F) -> Self {
        Self(Some(Box::pin(future)))
    }
}

impl<F: Future> Future for Hushed<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<F::Output> {
        match &mut self.0 {
            Some(future) => hush(|| future.as_mut().poll(task)),
            None => Poll::Pending,
        }
    }
}

impl<F> Drop for Hushed<F> {
    fn drop(&mut self) {
        if let Some(future) = self.0.take() {
            hush(|| drop(future));
        }
    }
}

/// Tokio's executor, whose tasks are those of the library.
#[derive(Clone, Debug)]
pub(super) struct HushedTokio(pub(super) Tokio);

impl Executor for HushedTokio {
    type Task<T: Send + 'static> = <Tokio as Executor>::Task<T>;

    fn block_on<T, F: Future<Output = T>>(&self, future: F) -> T {
        hush_io_thread();
        self.0.block_on(future)
    }

    fn spawn<T: Send + 'static, F: Future<Output = T> + Send + 'static>(&self, future: F) -> Task<Self::Task<T>> {
        self.0.spawn(Hushed::new(future))
    }

    fn spawn_blocking<T: Send + 'static, F: FnOnce() -> T + Send + 'static>(&self, work: F) -> Task<Self::Task<T>> {
        self.0.spawn_blocking(|| hush(work))
    }
}
