use std::error::Error;

use tracewell_context::with_current;
use tracewell_names::event::UNHANDLED_EXCEPTION;
use tracewell_names::target;

use crate::listener::tell;
use crate::{ErrorChain, Failure};

/// Writes `unhandled_exception` for an error that nobody turned into an answer: a service that returned one, a body
/// that broke off.
///
/// Says whether it wrote it: a failure that is claimed already is not told again.
pub fn unexpected_error(status: Option<u16>, error_type: &str, error: &(dyn Error + 'static)) -> bool {
    let claimed = with_current(|context| context.is_none_or(|context| context.claim_report()));
    if claimed {
        tracing::error!(
            target: target::FAILURE,
            message = UNHANDLED_EXCEPTION,
            status_code = status,
            error_type,
            error_message = %error,
            error_chain = %ErrorChain::new(error),
        );
        tell(&Failure::new(UNHANDLED_EXCEPTION, status, Some(error_type)).of_error(error));
    }
    claimed
}
