use std::sync::OnceLock;

use crate::settings::Correlation;

static INSTALLED: OnceLock<Installed> = OnceLock::new();

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
    INSTALLED.get().cloned().unwrap_or_default()
}
