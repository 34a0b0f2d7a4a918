use std::sync::OnceLock;

use crate::settings::Correlation;

static CORRELATION: OnceLock<Correlation> = OnceLock::new();

/// Keeps what the layers made later believe; the first start decides.
pub(super) fn install_correlation(correlation: Correlation) {
    let _ = CORRELATION.set(correlation);
}

/// What the layers believe.
pub(crate) fn installed_correlation() -> Correlation {
    CORRELATION.get().cloned().unwrap_or_default()
}
