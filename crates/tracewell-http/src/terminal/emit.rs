use std::time::Duration;

use tracewell_context::Context;
use tracewell_failure::unexplained;
use tracewell_names::{event, target};

use super::loudness::{Loudness, Volume};

/// How a request ended.
#[derive(Clone, Copy, Debug)]
pub(super) enum Ending {
    Completed,
    Failed { error_type: &'static str },
    Cancelled { phase: &'static str, reason: &'static str },
}

/// What its terminal event tells.
pub(super) struct Terminal<'e> {
    pub(super) context: &'e Context,
    pub(super) status: Option<u16>,
    /// The status that counts: of gRPC, what its own would be in HTTP.
    pub(super) judged: Option<u16>,
    pub(super) grpc_status: Option<u8>,
    pub(super) duration: Duration,
    pub(super) until_head: Option<Duration>,
    pub(super) bytes: Option<u64>,
    pub(super) expected: bool,
}

/// Levels are part of a callsite, so each event and level is one.
macro_rules! terminal_event {
    ($level:ident, $name:expr, $told:expr $(, $($more:tt)*)?) => {
        tracing::event!(
            target: target::HTTP,
            tracing::Level::$level,
            message = $name,
            method = $told.context.method(),
            path = $told.context.path(),
            route = $told.context.route(),
            status_code = $told.status,
            duration_ms = milliseconds($told.duration),
            ttfb_ms = $told.until_head.map(milliseconds),
            response_bytes = $told.bytes,
            grpc_status = $told.grpc_status,
            $($($more)*)?
        )
    };
}

/// Writes the one terminal event; of successes as many as `loudness` says.
pub(super) fn emit(told: &Terminal<'_>, ending: Ending, loudness: &Loudness) {
    let reported = told.context.is_reported();
    let volume = |sampled| match told.judged {
        Some(status) if status < 400 => loudness.of(told.context, told.duration, sampled),
        _ => Volume::Info,
    };
    match ending {
        Ending::Completed if told.expected || told.judged.is_none_or(|status| status < 500) => match volume(true) {
            Volume::Info => terminal_event!(INFO, event::REQUEST_COMPLETED, told),
            Volume::Sample(sample_rate) => terminal_event!(INFO, event::REQUEST_COMPLETED, told, sample_rate),
            Volume::Debug => terminal_event!(DEBUG, event::REQUEST_COMPLETED, told),
            Volume::Silent => {}
        },
        Ending::Completed if reported => terminal_event!(WARN, event::REQUEST_COMPLETED, told),
        Ending::Completed => {
            terminal_event!(ERROR, event::REQUEST_COMPLETED, told);
            unexplained(event::REQUEST_COMPLETED, told.status, None);
        }
        Ending::Failed { error_type } if reported => {
            terminal_event!(WARN, event::REQUEST_FAILED, told, error_type);
        }
        Ending::Failed { error_type } => {
            terminal_event!(ERROR, event::REQUEST_FAILED, told, error_type);
            unexplained(event::REQUEST_FAILED, told.status, Some(error_type));
        }
        // No success, and so never one of several.
        Ending::Cancelled { phase, reason } => match volume(false) {
            Volume::Debug => terminal_event!(DEBUG, event::REQUEST_CANCELLED, told, phase, reason),
            _ => terminal_event!(INFO, event::REQUEST_CANCELLED, told, phase, reason),
        },
    }
}

/// Milliseconds to the microsecond.
fn milliseconds(duration: Duration) -> f64 {
    duration.as_micros() as f64 / 1000.0
}
