use std::time::Duration;

use tracewell_failure::unexplained;
use tracewell_names::{event, target};

/// How a job ended.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ending {
    Completed,
    Failed { error_type: &'static str },
    Cancelled,
}

/// What its terminal event tells.
pub(crate) struct Terminal<'e> {
    pub(crate) job: &'e str,
    pub(crate) attempt: Option<u32>,
    pub(crate) duration: Duration,
    /// The failure has its ERROR line.
    pub(crate) reported: bool,
}

/// Levels are part of a callsite, so each event and level is one.
macro_rules! terminal_event {
    ($level:ident, $name:expr, $told:expr $(, $($more:tt)*)?) => {
        tracing::event!(
            target: target::JOB,
            tracing::Level::$level,
            message = $name,
            job = $told.job,
            attempt = $told.attempt,
            duration_ms = milliseconds($told.duration),
            $($($more)*)?
        )
    };
}

/// Writes the one terminal event.
pub(crate) fn emit(told: &Terminal<'_>, ending: Ending) {
    match ending {
        Ending::Completed => terminal_event!(INFO, event::JOB_COMPLETED, told),
        Ending::Failed { error_type } if told.reported => terminal_event!(WARN, event::JOB_FAILED, told, error_type),
        Ending::Failed { error_type } => {
            terminal_event!(ERROR, event::JOB_FAILED, told, error_type);
            unexplained(event::JOB_FAILED, None, Some(error_type));
        }
        Ending::Cancelled => terminal_event!(INFO, event::JOB_CANCELLED, told),
    }
}

/// Milliseconds to the microsecond.
fn milliseconds(duration: Duration) -> f64 {
    duration.as_micros() as f64 / 1000.0
}
