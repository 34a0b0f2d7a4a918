use std::future::Future;

use crate::{Context, Scope, current};

/// Carries a context along with a future, for what outlives the place where it was made.
///
/// Nothing is inherited silently: a future that is spawned without one of these runs without a context.
///
/// ```
/// use tracewell_context::{Context, FutureExt, current};
///
/// # futures_util::FutureExt::now_or_never(async {
/// let context = Context::open();
/// let later = context.in_scope(|| async { current().is_some() }.in_current_context());
/// assert!(current().is_none());
/// assert!(later.await);
/// # }).unwrap();
/// ```
pub trait FutureExt: Future + Sized {
    /// Runs this future in `context`.
    fn in_context(self, context: Context) -> Scope<Self> {
        Scope::new(Some(context), self)
    }

    /// Runs this future in the context that is current now, not where it will be polled. Without one, it runs without
    /// one.
    fn in_current_context(self) -> Scope<Self> {
        Scope::new(current(), self)
    }
}

impl<F: Future> FutureExt for F {}
