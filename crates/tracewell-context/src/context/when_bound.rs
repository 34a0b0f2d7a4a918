use std::fmt;

use super::Context;
use crate::Principal;

/// Who wants to hear of the principal.
pub(super) struct WhenBound(Box<dyn Fn(&Principal) + Send + Sync>);

impl WhenBound {
    pub(super) fn tell(&self, principal: &Principal) {
        (self.0)(principal);
    }
}

impl fmt::Debug for WhenBound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WhenBound")
    }
}

impl Context {
    /// Has `tell` called as soon as a principal is bound, at once if one is: for a span that shows it from then on.
    ///
    /// The first caller has it; those after it are not heard. `tell` may be called twice, when the principal is bound at
    /// this very moment, and is kept as long as the context: it should hold nothing that must end before.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicBool, Ordering};
    /// use tracewell_context::{Context, Principal, TeamId};
    ///
    /// let context = Context::open();
    /// let bound = Arc::new(AtomicBool::new(false));
    /// let heard = Arc::clone(&bound);
    /// context.when_bound(move |principal| heard.store(principal.team().as_str() == "acme", Ordering::Relaxed));
    /// context.bind(Principal::new(TeamId::new("acme")?)).unwrap();
    /// assert!(bound.load(Ordering::Relaxed));
    /// # Ok::<(), tracewell_context::InvalidId>(())
    /// ```
    pub fn when_bound(&self, tell: impl Fn(&Principal) + Send + Sync + 'static) {
        let slot = &self.cell().when_bound;
        if slot.set(WhenBound(Box::new(tell))).is_ok()
            && let (Some(listener), Some(principal)) = (slot.get(), self.principal())
        {
            listener.tell(principal);
        }
    }
}
