use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Tells the layers that the server is stopping: what is dropped from then on was dropped by the server, not by its
/// client.
///
/// Begin it when the drain is over and the rest is cut off, not with the first signal.
///
/// ```
/// use tracewell_http::{Shutdown, TerminalLayer};
/// use tracewell_redact::Policy;
///
/// let shutdown = Shutdown::new();
/// let layer = TerminalLayer::new(Policy::production()).shutdown(&shutdown);
/// shutdown.begin();
/// assert!(shutdown.has_begun());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Shutdown(Arc<AtomicBool>);

impl Shutdown {
    /// A server that is running.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on the server drops what is left.
    pub fn begin(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether it does.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}
