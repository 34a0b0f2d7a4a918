use std::pin::Pin;
use std::task::{Context, Poll, ready};

use pin_project_lite::pin_project;

pin_project! {
    /// A future that ends well in one outcome only; made by [`StageFutureExt`](super::StageFutureExt).
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct InStage<F, S> {
        #[pin]
        work: F,
        outcome: S,
    }
}

impl<F, S> InStage<F, S> {
    pub(super) fn new(work: F, outcome: S) -> Self {
        Self { work, outcome }
    }
}

impl<F, T, E, S> Future for InStage<F, S>
where
    F: Future<Output = Result<T, E>>,
    S: Copy,
{
    type Output = Result<(T, S), E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let ended = ready!(this.work.poll(cx));
        Poll::Ready(ended.map(|value| (value, *this.outcome)))
    }
}
