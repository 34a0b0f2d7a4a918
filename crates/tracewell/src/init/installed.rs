use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::settings::Correlation;

static INSTALLED: OnceLock<Installed> = OnceLock::new();

/// Whether a layer was made before there was anything to go by.
static ASKED_TOO_EARLY: AtomicBool = AtomicBool::new(false);

/// What layers that are made later go by.
#[derive(Clone, Debug, Default)]
pub(crate) struct Installed {
    pub(crate) correlation: Correlation,
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

/// Whether a layer was made before the start, and so knows nothing of the service's own rules.
pub(super) fn was_asked_too_early() -> bool {
    ASKED_TOO_EARLY.load(Ordering::Relaxed)
}
