use std::backtrace::Backtrace;
use std::error::Error;

use tracewell_context::with_current;
use tracewell_names::event::HTTP_EXCEPTION_5XX;
use tracewell_names::target;

use crate::listener::tell;
use crate::{ErrorChain, Failure};

/// Writes `http_exception_5xx`, the one ERROR line of a request that is answered with `status` because of `error`.
///
/// Says whether it wrote it: a failure that is claimed already is not told again. Outside a context there is nobody to
/// claim, and it always writes.
///
/// `error_type` is the type of the error, best as [`std::any::type_name`] has it; a text from outside is no type.
pub fn server_error(
    status: u16,
    error_type: &str,
    error: &(dyn Error + 'static),
    backtrace: Option<&Backtrace>,
) -> bool {
    let claimed = with_current(|context| context.is_none_or(|context| context.claim_report()));
    if claimed {
        let failure = Failure::new(HTTP_EXCEPTION_5XX, Some(status), Some(error_type)).of_error(error);
        let backtrace = failure.resolve(backtrace);
        tracing::error!(
            target: target::FAILURE,
            message = HTTP_EXCEPTION_5XX,
            status_code = status,
            error_type,
            error_message = %error,
            error_chain = %ErrorChain::new(error),
            backtrace = backtrace.as_deref(),
        );
        tell(&failure.with_backtrace(backtrace.as_deref()));
    }
    claimed
}
