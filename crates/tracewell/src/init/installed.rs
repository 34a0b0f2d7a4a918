use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use tracewell_correlation::BaggageKeys;

use crate::settings::{Correlation, Requests};

static INSTALLED: OnceLock<Installed> = OnceLock::new();

/// Whether a request came before there was anything to go by.
static ASKED_TOO_EARLY: AtomicBool = AtomicBool::new(false);

/// What layers go by from their first request on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Installed {
    pub(crate) correlation: Correlation,
    pub(crate) requests: Requests,
    /// What is read of callers' baggage, if anything is.
    pub(crate) baggage: Option<BaggageKeys>,
    /// Whether a sink has a use for spans.
    pub(crate) spans: bool,
    /// Whether that is another one than the exporter of traces, which has no use for all of them.
    pub(crate) all_spans: bool,
}

/// Keeps it; the first start of a process decides.
pub(super) fn install(installed: Installed) {
    let _ = INSTALLED.set(installed);
}

/// What was installed, or else the defaults.
pub(crate) fn installed() -> Installed {
    INSTALLED.get().cloned().unwrap_or_else(|| {
        ASKED_TOO_EARLY.store(true, Ordering::Relaxed);
        Installed::default()
    })
}

/// Whether a request was served before the start, by a layer that knows nothing of the service's own rules.
pub(super) fn was_asked_too_early() -> bool {
    ASKED_TOO_EARLY.load(Ordering::Relaxed)
}
