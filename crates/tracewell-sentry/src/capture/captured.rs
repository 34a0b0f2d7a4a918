use std::error::Error;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};

use sentry_core::Level;
use sentry_core::protocol::{Event, Exception, Stacktrace};
use tracewell_failure::{Failure, within_budget};
use tracewell_names::target;

use super::active::{Capture, active};
use super::exceptions::{exceptions, type_of};
use super::stack::{frame_of_location, frames};
use super::work::Work;
use crate::trail;

/// What a message counts as in the budget.
const MESSAGE: &str = "message";

/// Hears of each failure, once, from whoever claimed it.
pub(crate) fn hear(failure: &Failure<'_>) {
    let Some(capture) = active() else { return };
    if !failure.is_within_budget() {
        return;
    }
    let work = Work::current();
    let mut event = work.event(Level::Error);
    event.logger = Some(target::FAILURE.to_owned());
    if let Some(status) = failure.status() {
        event.extra.insert("status_code".to_owned(), status.into());
    }
    let stacktrace = stacktrace(failure.backtrace(), failure.location());
    if let Some(error) = failure.error() {
        event.exception = exceptions(&capture.policy, &work, error, failure.error_type()).into();
        if let Some(outermost) = event.exception.values.last_mut() {
            outermost.stacktrace = stacktrace;
        }
    } else if let Some(text) = failure.panic() {
        event.exception = vec![Exception {
            ty: failure.error_type().unwrap_or_default().to_owned(),
            value: Some(work.scrub(&capture.policy, text)),
            stacktrace,
            mechanism: Some(sentry_core::protocol::Mechanism {
                ty: failure.error_type().unwrap_or_default().to_owned(),
                handled: Some(false),
                ..Default::default()
            }),
            ..Exception::default()
        }]
        .into();
    } else {
        unexplained(&mut event, failure, &work);
    }
    capture.send(event);
}

/// All that is known is how it ended: such failures belong together by route and status.
fn unexplained(event: &mut Event<'static>, failure: &Failure<'_>, work: &Work) {
    let status = failure.status().map(|status| status.to_string());
    let what = failure.error_type().map(ToOwned::to_owned).or(status).unwrap_or_default();
    event.message = Some(format!("{} {what}", failure.event()).trim_end().to_owned());
    let route = work.route().unwrap_or_default().to_owned();
    event.fingerprint = vec![failure.event().into(), what.into(), route.into()].into();
}

/// Sends an error and its sources to Sentry, with the ids of the current work: for one that is handled, and that somebody
/// should see all the same.
///
/// A failure that ends in a 5xx, and a panic, are sent anyway. Where Sentry is off this does nothing.
///
/// ```
/// if let Err(error) = "x".parse::<u32>() {
///     tracewell_sentry::capture_exception(&error);
/// }
/// ```
#[track_caller]
pub fn capture_exception(error: &(dyn Error + 'static)) {
    let Some(capture) = active() else { return };
    let location = Location::caller();
    // It is the error's own code that writes its texts.
    let _ = catch_unwind(AssertUnwindSafe(|| send_error(&capture, error, location)));
}

fn send_error(capture: &Capture, error: &(dyn Error + 'static), location: &Location<'_>) {
    let (error_type, location) = (type_of(error), location.to_string());
    if !within_budget(&error_type, Some(&location)) {
        return;
    }
    let work = Work::current();
    let mut event = work.event(Level::Error);
    event.exception = exceptions(&capture.policy, &work, error, Some(&error_type)).into();
    if let Some(outermost) = event.exception.values.last_mut() {
        outermost.stacktrace = stacktrace(None, Some(&location));
    }
    capture.send(event);
}

/// Sends a message to Sentry, with the ids of the current work. Where Sentry is off this does nothing.
///
/// ```
/// tracewell_sentry::capture_message("the nightly import found nothing", tracing::Level::WARN);
/// ```
#[track_caller]
pub fn capture_message(message: &str, level: tracing::Level) {
    let Some(capture) = active() else { return };
    let location = Location::caller().to_string();
    if !within_budget(MESSAGE, Some(&location)) {
        return;
    }
    let work = Work::current();
    let mut event = work.event(trail::level(level));
    event.message = Some(work.scrub(&capture.policy, message));
    event.culprit = Some(location);
    capture.send(event);
}

fn stacktrace(backtrace: Option<&str>, location: Option<&str>) -> Option<Stacktrace> {
    let frames = backtrace.map(frames).filter(|frames| !frames.is_empty());
    let frames = frames.or_else(|| location.map(|location| vec![frame_of_location(location)]))?;
    Some(Stacktrace { frames, ..Stacktrace::default() })
}
