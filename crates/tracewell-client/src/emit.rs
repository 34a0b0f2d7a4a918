use std::time::Duration;

use tracewell_names::{event, target};
use tracing::Level;

/// What an event tells of a call, ready to be shown.
#[derive(Debug, Default)]
pub(crate) struct Told<'c> {
    pub(crate) service: &'c str,
    pub(crate) method: &'c str,
    pub(crate) url: Option<&'c str>,
    pub(crate) attempt: u32,
    pub(crate) request_bytes: Option<u64>,
    pub(crate) request_headers: Option<&'c str>,
    pub(crate) status: Option<u16>,
    pub(crate) grpc_status: Option<u8>,
    pub(crate) duration: Duration,
    pub(crate) until_head: Option<Duration>,
    pub(crate) response_bytes: Option<u64>,
    pub(crate) response_headers: Option<&'c str>,
    pub(crate) body_preview: Option<&'c str>,
    pub(crate) error_type: Option<&'static str>,
    /// Of a call that found no connection: why not.
    pub(crate) reason: Option<&'static str>,
}

/// Levels are part of a callsite, so each event and level is one.
macro_rules! client_event {
    ($level:ident, $name:expr, $told:expr, $($more:tt)*) => {
        tracing::event!(
            target: target::CLIENT,
            Level::$level,
            message = $name,
            service = $told.service,
            method = $told.method,
            url = $told.url,
            attempt = $told.attempt,
            request_bytes = $told.request_bytes,
            request_headers = $told.request_headers,
            $($more)*
        )
    };
}

macro_rules! response_event {
    ($level:ident, $told:expr) => {
        client_event!(
            $level,
            event::EXTERNAL_HTTP_RESPONSE,
            $told,
            status_code = $told.status,
            duration_ms = milliseconds($told.duration),
            ttfb_ms = $told.until_head.map(milliseconds),
            response_bytes = $told.response_bytes,
            response_headers = $told.response_headers,
            body_preview = $told.body_preview,
            error_type = $told.error_type,
            grpc_status = $told.grpc_status,
        )
    };
}

/// Whether the beginning of calls is told.
pub(crate) fn tells_requests() -> bool {
    tracing::enabled!(target: target::CLIENT, Level::DEBUG)
}

/// Whether ends of calls are told at all; a level that tells answers tells failures too.
pub(crate) fn tells_ends() -> bool {
    tracing::enabled!(target: target::CLIENT, Level::WARN)
}

/// Whether an answer is told that is no failure.
pub(crate) fn tells_answers() -> bool {
    tracing::enabled!(target: target::CLIENT, Level::INFO)
}

pub(crate) fn request(told: &Told<'_>) {
    client_event!(DEBUG, event::EXTERNAL_HTTP_REQUEST, told,);
}

pub(crate) fn response(told: &Told<'_>, failed: bool) {
    if failed { response_event!(WARN, told) } else { response_event!(INFO, told) }
}

pub(crate) fn error(told: &Told<'_>) {
    client_event!(
        WARN,
        event::EXTERNAL_HTTP_ERROR,
        told,
        duration_ms = milliseconds(told.duration),
        error_type = told.error_type,
        reason = told.reason,
    );
}

/// Milliseconds to the microsecond.
fn milliseconds(duration: Duration) -> f64 {
    duration.as_micros() as f64 / 1000.0
}
