use std::future::Future;
use std::pin::Pin;
use std::task;

use pin_project_lite::pin_project;

use crate::{Context, current};

pin_project! {
    /// A future that has its context current whenever it is polled, and when it is dropped.
    ///
    /// Made by [`scope`] and [`FutureExt`]. Between two polls the thread is as it was, so nothing reaches another task
    /// on it; on any executor, and after a panic too.
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct Scope<F> {
        #[pin]
        future: Option<F>,
        context: Option<Context>,
    }

    impl<F> PinnedDrop for Scope<F> {
        fn drop(this: Pin<&mut Self>) {
            // What is left of the future ends inside its context: a drop guard in it may log.
            let mut this = this.project();
            if this.future.is_some() {
                current::run_swapped(this.context, || this.future.set(None));
            }
        }
    }
}

impl<F> Scope<F> {
    pub(crate) fn new(context: Option<Context>, future: F) -> Self {
        Self { future: Some(future), context }
    }
}

impl<F: Future> Future for Scope<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> task::Poll<F::Output> {
        let mut this = self.project();
        current::run_swapped(this.context, || {
            let Some(future) = this.future.as_mut().as_pin_mut() else {
                // Polled after its end: pending for ever, as nothing is left that could panic or answer.
                return task::Poll::Pending;
            };
            let answer = future.poll(cx);
            if answer.is_ready() {
                this.future.set(None);
            }
            answer
        })
    }
}

impl Context {
    /// Runs `work` with this context current.
    ///
    /// ```
    /// use tracewell_context::{Context, current};
    ///
    /// let context = Context::open();
    /// assert!(context.in_scope(|| current().is_some()));
    /// ```
    pub fn in_scope<R>(&self, work: impl FnOnce() -> R) -> R {
        current::run(Some(self), work)
    }
}

/// Runs `future` with `context` current.
///
/// ```
/// use tracewell_context::{Context, current, scope};
///
/// # futures_util::FutureExt::now_or_never(async {
/// let context = Context::open();
/// let inside = scope(context.clone(), async { current().unwrap() }).await;
/// assert!(inside.is_same(&context));
/// assert!(current().is_none());
/// # }).unwrap();
/// ```
pub fn scope<F: Future>(context: Context, future: F) -> Scope<F> {
    Scope::new(Some(context), future)
}
