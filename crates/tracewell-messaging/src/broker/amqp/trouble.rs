use std::error::Error;
use std::fmt;

use lapin::ErrorKind;
use tracewell_names::reason;

use crate::broker::state::told;
use crate::broker::tell::Trouble;

/// `AMQP 0-9-1`: the broker does not let this user in.
const ACCESS_REFUSED: u16 = 403;

/// What went wrong, by lapin's account.
pub(super) fn of(error: &lapin::Error, never: &[&str]) -> Trouble {
    let chain = error.source().map(|source| told(source, never));
    Trouble { error_type: error_type(error), last_error: told(error, never), error_chain: chain }
}

/// What went wrong, by our own.
pub(super) fn known(error_type: &'static str, text: impl Into<String>) -> Trouble {
    Trouble { error_type, last_error: text.into(), error_chain: None }
}

pub(super) fn timeout(what: &'static str) -> Trouble {
    known(reason::TIMEOUT, format!("no answer in time: {what}"))
}

fn error_type(error: &lapin::Error) -> &'static str {
    match error.kind() {
        ErrorKind::MissingHeartbeatError => reason::TIMEOUT,
        ErrorKind::ProtocolError(error) if error.get_id() == ACCESS_REFUSED => reason::UNAUTHORIZED,
        ErrorKind::ProtocolError(_) => reason::REJECTED,
        ErrorKind::AuthProviderError(_) => reason::UNAUTHORIZED,
        ErrorKind::InvalidChannelState(..) | ErrorKind::InvalidConnectionState(_) | ErrorKind::InvalidChannel(_) => {
            reason::CONNECTION_CLOSED
        }
        _ => reason::UNREACHABLE,
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.last_error)
    }
}
