use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use metrics::{Label, histogram};
use tracewell_context::{Context, FutureExt as _};
use tracewell_failure::{catch, unexpected_error};
use tracewell_names::{event, metric, reason, target};
use tracing::{Instrument as _, Span};

use super::Message;
use super::handler::AnyHandler;
use crate::trace;

/// A message on its way to its handler.
#[derive(Debug)]
pub(crate) struct Delivery {
    pub(crate) message: Message,
    pub(crate) system: &'static str,
    /// As the broker calls it.
    pub(crate) queue: Arc<str>,
    /// The same for spans and metrics, where a name that the broker makes up would be one more each time.
    pub(crate) destination: Arc<str>,
    pub(crate) attempt: u64,
    /// No further attempt follows.
    pub(crate) last: bool,
    pub(crate) redelivered: bool,
    pub(crate) tag: Option<u64>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Done,
    /// It may be tried again.
    Failed,
    /// No further attempt would help.
    Hopeless,
}

/// Handles one message: in the context that it carries, with exactly one terminal event, whatever happens.
pub(crate) async fn process(handler: &dyn AnyHandler, delivery: &Delivery) -> Verdict {
    let (context, origin) = delivery.message.open_context();
    let span = context.in_scope(|| {
        let Delivery { message, system, destination, tag, .. } = delivery;
        trace::process(system, destination, *tag, message, context.principal(), origin)
    });
    let ending = Ending { delivery, context: context.clone(), span: span.clone(), began: Instant::now(), told: false };
    run(handler, delivery, ending).instrument(span).in_context(context).await
}

async fn run(handler: &dyn AnyHandler, delivery: &Delivery, mut ending: Ending<'_>) -> Verdict {
    let begun = catch(|| handler.begin(delivery.message.clone()));
    let outcome = match begun {
        Ok(mut handling) => {
            poll_fn(|task| match catch(|| handling.as_mut().poll(task)) {
                Ok(Poll::Pending) => Poll::Pending,
                Ok(Poll::Ready(answer)) => Poll::Ready(Ok(answer)),
                Err(panicked) => Poll::Ready(Err(panicked)),
            })
            .await
        }
        Err(panicked) => Err(panicked),
    };
    match outcome {
        Ok(Ok(())) => {
            ending.tell(None, false);
            Verdict::Done
        }
        Ok(Err(failure)) => {
            if !failure.is_refusal() {
                unexpected_error(None, failure.error_type(), failure.error());
            }
            ending.tell(Some(failure.error_type()), failure.is_permanent() || delivery.last);
            if failure.is_permanent() { Verdict::Hopeless } else { Verdict::Failed }
        }
        Err(panicked) => {
            panicked.report(None);
            ending.tell(Some(reason::PANIC), delivery.last);
            Verdict::Failed
        }
    }
}

/// Tells the end once: if nobody does, its drop tells that the handling was given up.
struct Ending<'d> {
    delivery: &'d Delivery,
    context: Context,
    span: Span,
    began: Instant,
    told: bool,
}

/// Levels are part of a callsite, so each is one.
macro_rules! terminal {
    ($level:ident, $name:expr, $delivery:expr, $duration:expr $(, $($more:tt)*)?) => {
        tracing::event!(
            target: target::BROKER,
            tracing::Level::$level,
            message = $name,
            queue = &*$delivery.queue,
            routing_key = $delivery.message.routing_key(),
            attempt = $delivery.attempt,
            duration_ms = milliseconds($duration),
            redelivered = $delivery.redelivered,
            $($($more)*)?
        )
    };
}

impl Ending<'_> {
    fn tell(&mut self, error_type: Option<&'static str>, given_up: bool) {
        if std::mem::replace(&mut self.told, true) {
            return;
        }
        let took = self.began.elapsed();
        match error_type {
            None => terminal!(INFO, event::MESSAGE_PROCESSED, self.delivery, took),
            Some(error_type) => {
                trace::fail(&self.span, error_type);
                let given_up = given_up.then_some(true);
                terminal!(WARN, event::MESSAGE_FAILED, self.delivery, took, error_type, given_up);
            }
        }
        record(self.delivery, error_type, took);
    }
}

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        if self.told {
            return;
        }
        let context = self.context.clone();
        // A sink that panics must not do so in a drop.
        if let Err(panicked) = catch(|| context.in_scope(|| self.tell(Some(reason::CANCELLED), false))) {
            panicked.report(None);
        }
    }
}

/// A message that does not come as far as its handler.
#[cfg(feature = "amqp")]
pub(crate) fn refuse(delivery: &Delivery, error_type: &'static str) {
    let (context, _) = delivery.message.open_context();
    context.in_scope(|| terminal!(WARN, event::MESSAGE_FAILED, delivery, Duration::ZERO, error_type, given_up = true));
    record(delivery, Some(error_type), Duration::ZERO);
}

/// A message that was handled before.
#[cfg(feature = "amqp")]
pub(crate) fn pass_over(delivery: &Delivery) {
    let (context, _) = delivery.message.open_context();
    context.in_scope(|| terminal!(INFO, event::MESSAGE_PROCESSED, delivery, Duration::ZERO, duplicate = true));
}

fn record(delivery: &Delivery, error_type: Option<&'static str>, took: Duration) {
    let mut labels = vec![
        Label::from_static_parts(metric::LABEL_MESSAGING_SYSTEM, delivery.system),
        Label::new(metric::LABEL_MESSAGING_DESTINATION_NAME, delivery.destination.to_string()),
    ];
    labels.extend(error_type.map(|error_type| Label::from_static_parts(metric::LABEL_ERROR_TYPE, error_type)));
    histogram!(metric::MESSAGING_PROCESS_DURATION, labels).record(took.as_secs_f64());
}

/// Milliseconds to the microsecond.
fn milliseconds(duration: Duration) -> f64 {
    duration.as_micros() as f64 / 1000.0
}
