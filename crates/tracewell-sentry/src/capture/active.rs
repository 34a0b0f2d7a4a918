use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use sentry_core::Client;
use sentry_core::protocol::Event;
use tracewell_redact::Policy;

static ACTIVE: RwLock<Option<Arc<Capture>>> = RwLock::new(None);
/// So that nothing is locked where nothing is sent.
static IS_ACTIVE: AtomicBool = AtomicBool::new(false);

/// What captures go by.
pub(crate) struct Capture {
    pub(crate) client: Arc<Client>,
    pub(crate) policy: Policy,
}

impl Capture {
    /// Without any scope: what one request left in that of its thread is none of the next one's business.
    pub(super) fn send(&self, event: Event<'static>) {
        self.client.capture_event(event, None);
    }
}

impl fmt::Debug for Capture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The client's own would show the DSN.
        f.debug_struct("Capture").field("policy", &self.policy).finish_non_exhaustive()
    }
}

/// From now on captures go by this.
pub(crate) fn activate(capture: Arc<Capture>) {
    *ACTIVE.write().unwrap_or_else(PoisonError::into_inner) = Some(capture);
    IS_ACTIVE.store(true, Ordering::Release);
}

/// Captures do nothing any more, unless they go by another one meanwhile.
pub(crate) fn deactivate(capture: &Arc<Capture>) {
    let mut active = ACTIVE.write().unwrap_or_else(PoisonError::into_inner);
    if active.as_ref().is_some_and(|active| Arc::ptr_eq(active, capture)) {
        *active = None;
        IS_ACTIVE.store(false, Ordering::Release);
    }
}

/// Whether captures lead anywhere.
fn is_active() -> bool {
    IS_ACTIVE.load(Ordering::Acquire)
}

pub(super) fn active() -> Option<Arc<Capture>> {
    if !is_active() {
        return None;
    }
    ACTIVE.read().unwrap_or_else(PoisonError::into_inner).clone()
}
