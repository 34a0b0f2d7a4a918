use std::future::Future;

use crate::{Context, CorrelationId, Scope};

/// Runs `future` as a piece of work of its own: in a new context with a fresh correlation id, and nothing of the
/// context it was started from.
///
/// `name` says what kind of work it is (`"nightly"`): a short constant, never data.
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
pub fn job<F: Future>(name: &'static str, future: F) -> Scope<F> {
    let context = Context::new(CorrelationId::generate());
    context.set_job(name);
    Scope::new(Some(context), future)
}
