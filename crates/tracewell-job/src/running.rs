use std::borrow::Cow;
use std::time::Instant;

use tracewell_context::{Context, CorrelationId};
use tracewell_failure::{Panicked, catch, unexpected_error};
use tracewell_names::target;
use tracing::Span;

use crate::emit::{Ending, Terminal, emit};
use crate::{Job, Outcome};

/// `error_type` of a panic.
const PANIC: &str = "panic";

/// One job under way. Whoever holds it tells its end; if nobody does, its drop tells that it was cancelled.
#[derive(Debug)]
pub(crate) struct Running {
    context: Context,
    span: Span,
    name: Cow<'static, str>,
    attempt: Option<u32>,
    started: Instant,
    ended: bool,
}

impl Running {
    pub(crate) fn begin(job: Job) -> Self {
        let Job { name, attempt, correlation_id, principal } = job;
        let context = Context::new(correlation_id.unwrap_or_else(CorrelationId::generate));
        context.set_job(name.clone());
        if let Some(principal) = principal {
            // The context is new: nobody else is bound.
            let _ = context.bind(principal);
        }
        let asked_by = Span::current();
        // In its context, where a sink finds whom the span belongs to; and a root, as the context is one.
        let span = context.in_scope(
            || tracing::info_span!(target: target::JOB, parent: None, "job", job = &*name, attempt = attempt),
        );
        span.follows_from(asked_by);
        Self { context, span, name, attempt, started: Instant::now(), ended: false }
    }

    /// Runs a piece of the job's work in its context and span, and catches its panic.
    pub(crate) fn run<R>(&self, work: impl FnOnce() -> R) -> Result<R, Panicked> {
        self.inside(|| catch(work))
    }

    /// Drops or writes something inside the job, where there is nothing left that could answer for a panic.
    pub(crate) fn settle(&self, work: impl FnOnce()) {
        if let Err(panicked) = self.run(work) {
            self.inside(|| panicked.report(None));
        }
    }

    fn inside<R>(&self, work: impl FnOnce() -> R) -> R {
        self.context.in_scope(|| self.span.in_scope(work))
    }

    /// The work came to its end.
    pub(crate) fn returned<Kind>(&mut self, output: &impl Outcome<Kind>) {
        let mut ending = Ending::Completed;
        self.settle(|| {
            if let Some(failure) = output.failure() {
                unexpected_error(None, failure.error_type(), failure.error());
                ending = Ending::Failed { error_type: failure.error_type() };
            }
        });
        self.end(ending);
    }

    /// The work panicked.
    pub(crate) fn panicked(&mut self, panicked: &Panicked) {
        self.inside(|| panicked.report(None));
        self.end(Ending::Failed { error_type: PANIC });
    }

    fn end(&mut self, ending: Ending) {
        if std::mem::replace(&mut self.ended, true) {
            return;
        }
        let told = Terminal {
            job: &self.name,
            attempt: self.attempt,
            duration: self.started.elapsed(),
            reported: self.context.is_reported(),
        };
        self.settle(|| emit(&told, ending));
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.ended {
            self.end(Ending::Cancelled);
        }
    }
}
