use tracewell_names::{event, field};
use tracing_core::Level;

use crate::line::LineParts;

/// What an event of the library's own says about the lines that are kept for its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The work has failed, or hangs: they are written.
    Write,
    /// It has ended well: they are forgotten.
    Forget,
    /// Nothing is decided.
    Wait,
}

impl Verdict {
    pub(crate) fn of(level: Level, parts: &LineParts, client_errors: bool) -> Self {
        match parts.message.as_str() {
            event::UNHANDLED_EXCEPTION
            | event::HTTP_EXCEPTION_5XX
            | event::REQUEST_FAILED
            | event::REQUEST_STALLED
            | event::JOB_FAILED
            | event::MESSAGE_FAILED => Self::Write,
            event::REQUEST_COMPLETED if level <= Level::WARN => Self::Write,
            event::REQUEST_COMPLETED if client_errors && is_client_error(parts) => Self::Write,
            event::REQUEST_COMPLETED
            | event::REQUEST_CANCELLED
            | event::WEBSOCKET_CLOSED
            | event::JOB_COMPLETED
            | event::JOB_CANCELLED
            | event::MESSAGE_PROCESSED => Self::Forget,
            _ => Self::Wait,
        }
    }
}

/// By status, or by the status of gRPC, whose failures that are no server's are INFO.
fn is_client_error(parts: &LineParts) -> bool {
    let number = |name: &str| {
        let is = |key: &str| key.strip_prefix(",\"").and_then(|key| key.strip_suffix("\":")) == Some(name);
        parts.fields.iter().find(|(key, ..)| is(key)).and_then(|(_, value, _)| value.parse::<u16>().ok())
    };
    number(field::STATUS_CODE).is_some_and(|status| (400..500).contains(&status))
        || number(field::GRPC_STATUS).is_some_and(|status| status != 0)
}
