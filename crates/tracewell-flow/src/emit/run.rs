use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;
use tracewell_names::outcome;
use tracing::Span;

use super::{InStage, Stage, StageGuard, unwinding};

pin_project! {
    /// A future inside a stage, made by [`Stage::run`].
    ///
    /// The stage begins with the first poll.
    #[must_use = "futures do nothing unless polled"]
    pub struct Run<F, T, S, E>
    where
        F: Future<Output = Result<(T, S), E>>,
        S: Stage,
    {
        #[pin]
        work: Option<F>,
        stage: Option<StageGuard<S>>,
        begun: bool,
        span: Option<Span>,
        denied: fn(&E) -> bool,
    }

    impl<F, T, S, E> PinnedDrop for Run<F, T, S, E>
    where
        F: Future<Output = Result<(T, S), E>>,
        S: Stage,
    {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            if this.work.is_some() {
                let _span = this.span.as_ref().map(Span::enter);
                // What is inside ends before what is around it.
                unwinding::cancelling(|| this.work.set(None));
                if let Some(stage) = this.stage.as_mut() {
                    stage.finish(if std::thread::panicking() { outcome::ERROR } else { outcome::CANCELLED });
                }
            }
        }
    }
}

impl<F, T, S, E> Run<F, T, S, E>
where
    F: Future<Output = Result<(T, S), E>>,
    S: Stage,
{
    pub(super) fn new(work: F) -> Self {
        Self { work: Some(work), stage: None, begun: false, span: None, denied: |_| false }
    }

    /// Ends the stage as `denied` where an error means that.
    ///
    /// ```
    /// use tracewell_flow::{RouterCheckSecurityGroup, Stage};
    ///
    /// #[derive(Debug, PartialEq)]
    /// enum Refused { NoRole, Unreachable }
    ///
    /// # futures_util::FutureExt::now_or_never(async {
    /// let answer: Result<(), Refused> = RouterCheckSecurityGroup::run(async { Err(Refused::NoRole) })
    ///     .denied_if(|refused| *refused == Refused::NoRole)
    ///     .await;
    /// # assert_eq!(answer, Err(Refused::NoRole));
    /// # }).unwrap();
    /// ```
    pub fn denied_if(mut self, denied: fn(&E) -> bool) -> Self {
        self.denied = denied;
        self
    }

    /// Opens a span of the stage's name around the work, for sinks that show spans.
    pub fn in_span(mut self) -> Self {
        self.span = Some(S::span());
        self
    }
}

impl<F, T, S, E> Future for Run<F, T, S, E>
where
    F: Future<Output = Result<(T, S), E>>,
    S: Stage,
{
    type Output = Result<T, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let _span = this.span.as_ref().map(Span::enter);
        if !*this.begun {
            *this.begun = true;
            *this.stage = Some(StageGuard::start());
        }
        let Some(work) = this.work.as_mut().as_pin_mut() else {
            // Polled after its end: pending for ever, as nothing is left that could panic or answer.
            return Poll::Pending;
        };
        // Where the poll panics, the guard is dropped here: the future itself may be dropped much later.
        let Some(mut stage) = this.stage.take() else { return Poll::Pending };
        match work.poll(cx) {
            Poll::Pending => {
                *this.stage = Some(stage);
                Poll::Pending
            }
            Poll::Ready(ended) => {
                // Guards in it that are left end before this one.
                this.work.set(None);
                Poll::Ready(match ended {
                    Ok((value, outcome)) => {
                        stage.end(outcome);
                        Ok(value)
                    }
                    Err(error) => {
                        stage.finish(if (this.denied)(&error) { outcome::DENIED } else { outcome::ERROR });
                        Err(error)
                    }
                })
            }
        }
    }
}

impl<F, T, S, E> fmt::Debug for Run<F, T, S, E>
where
    F: Future<Output = Result<(T, S), E>>,
    S: Stage,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run").field("stage", &S::NAME).field("begun", &self.begun).finish_non_exhaustive()
    }
}

/// Puts a future with one good outcome inside a stage.
///
/// ```
/// use tracewell_flow::{StageFutureExt, stages};
///
/// stages! { pub Charge = "checkout.charge" { Ok = "ok" } }
///
/// async fn charge(cents: u32) -> Result<u32, std::io::Error> {
///     async { Ok(cents) }.in_stage(Charge::Ok).await
/// }
/// # assert_eq!(futures_util::FutureExt::now_or_never(charge(5)).unwrap().unwrap(), 5);
/// ```
pub trait StageFutureExt<T, E>: Future<Output = Result<T, E>> + Sized {
    /// The stage ends in `outcome` if the future ends well; else as with [`Stage::run`].
    fn in_stage<S: Stage>(self, outcome: S) -> Run<InStage<Self, S>, T, S, E> {
        Run::new(InStage::new(self, outcome))
    }
}

impl<F, T, E> StageFutureExt<T, E> for F where F: Future<Output = Result<T, E>> {}
