use std::future::Future;

use crate::{Context, CorrelationId, Scope};

/// Runs `future` as a piece of work of its own: in a new context with a fresh correlation id, and nothing of the
/// context it was started from.
///
/// `name` says what kind of work it is (`"nightly"`): a short constant, never data. The context keeps it, for
/// [`Context::job`]; lines tell jobs apart by their correlation id, and do not show it.
///
/// ```
/// use tracewell_context::{current, job};
///
/// # futures_util::FutureExt::now_or_never(async {
/// let id = job("nightly", async { current().unwrap().correlation_id().clone() }).await;
/// assert_eq!(id.as_str().len(), 36);
/// assert!(current().is_none());
/// # }).unwrap();
/// ```
///
/// Nothing is told of how the future ends: **an `Err` that it returns is the caller's to report**, inside, where the line
/// has the job's id. `tracewell_failure::unexpected_error` (`tracewell::failure` of the facade) writes the one ERROR line:
///
/// ```ignore
/// tokio::spawn(tracewell::job("nightly", async {
///     if let Err(error) = clean_up().await {
///         tracewell::failure::unexpected_error(None, std::any::type_name_of_val(&error), &error);
///     }
/// }));
/// ```
pub fn job<F: Future>(name: &'static str, future: F) -> Scope<F> {
    let context = Context::new(CorrelationId::generate());
    context.set_job(name);
    Scope::new(Some(context), future)
}
