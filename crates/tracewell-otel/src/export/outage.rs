use tracewell_names::{event, target};

use crate::signal::Signal;

/// Tells when an exporter begins to fail and when it works again: each once.
#[derive(Debug)]
pub(super) struct Outage {
    signal: Signal,
    lasts: bool,
}

impl Outage {
    pub(super) const fn new(signal: Signal) -> Self {
        Self { signal, lasts: false }
    }

    pub(super) const fn lasts(&self) -> bool {
        self.lasts
    }

    pub(super) fn failed(&mut self, error_type: &'static str) {
        if !std::mem::replace(&mut self.lasts, true) {
            tracing::warn!(
                target: target::OTEL,
                message = event::TELEMETRY_EXPORT_FAILED,
                exporter = self.signal.exporter(),
                error_type,
            );
        }
    }

    pub(super) fn delivered(&mut self) {
        if std::mem::replace(&mut self.lasts, false) {
            tracing::info!(
                target: target::OTEL,
                message = event::TELEMETRY_EXPORT_RESTORED,
                exporter = self.signal.exporter(),
            );
        }
    }
}
