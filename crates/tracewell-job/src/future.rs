use std::fmt;
use std::marker::PhantomData;
use std::panic::resume_unwind;
use std::pin::Pin;
use std::task::{Context as Task, Poll};

use pin_project_lite::pin_project;
use tracewell_failure::Panicked;

use crate::Outcome;
use crate::running::Running;

pin_project! {
    /// The future of [`Job::run`](crate::Job::run) and [`job`](crate::job()).
    #[must_use = "a job that is not polled is cancelled"]
    pub struct JobFuture<F, Kind = ()> {
        #[pin]
        work: Option<F>,
        // None once its end is told.
        running: Option<Running>,
        kind: PhantomData<fn() -> Kind>,
    }

    impl<F, Kind> PinnedDrop for JobFuture<F, Kind> {
        fn drop(this: Pin<&mut Self>) {
            // What is left of the work ends inside its job, before the job is told.
            let mut this = this.project();
            if let Some(running) = this.running.as_ref() {
                running.settle(|| this.work.set(None));
            }
        }
    }
}

impl<F, Kind> JobFuture<F, Kind> {
    pub(crate) fn new(work: F, running: Running) -> Self {
        Self { work: Some(work), running: Some(running), kind: PhantomData }
    }
}

impl<F, Kind> JobFuture<F, Kind>
where
    F: Future,
    F::Output: Outcome<Kind>,
{
    /// Polls the work; its panic, if it has one, is told and comes back.
    pub(crate) fn poll_told(self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Result<F::Output, Panicked>> {
        let mut this = self.project();
        let (Some(running), Some(work)) = (this.running.as_ref(), this.work.as_mut().as_pin_mut()) else {
            return Poll::Pending;
        };
        let outcome = match running.run(|| work.poll(task)) {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(output)) => Ok(output),
            Err(panicked) => Err(panicked),
        };
        // Whatever the work still holds is dropped while its job is under way; it may panic at that too.
        running.settle(|| this.work.set(None));
        if let Some(mut running) = this.running.take() {
            match &outcome {
                Ok(output) => running.returned(output),
                Err(panicked) => running.panicked(panicked),
            }
        }
        Poll::Ready(outcome)
    }
}

impl<F, Kind> Future for JobFuture<F, Kind>
where
    F: Future,
    F::Output: Outcome<Kind>,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<F::Output> {
        self.poll_told(task).map(|outcome| match outcome {
            Ok(output) => output,
            Err(panicked) => resume_unwind(Box::new(panicked.message().to_owned())),
        })
    }
}

impl<F, Kind> fmt::Debug for JobFuture<F, Kind> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JobFuture").field("running", &self.running).finish_non_exhaustive()
    }
}
