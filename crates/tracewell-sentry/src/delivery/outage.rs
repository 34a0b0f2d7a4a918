use tracewell_names::{event, metric, target};

/// Tells when the export begins to fail and when it works again: each once.
#[derive(Debug, Default)]
pub(super) struct Outage {
    lasts: bool,
}

impl Outage {
    pub(super) const fn lasts(&self) -> bool {
        self.lasts
    }

    pub(super) fn failed(&mut self, error_type: &'static str) {
        if !std::mem::replace(&mut self.lasts, true) {
            tracing::warn!(
                target: target::SENTRY,
                message = event::TELEMETRY_EXPORT_FAILED,
                exporter = metric::EXPORTER_SENTRY,
                error_type,
            );
        }
    }

    pub(super) fn delivered(&mut self) {
        if std::mem::replace(&mut self.lasts, false) {
            tracing::info!(
                target: target::SENTRY,
                message = event::TELEMETRY_EXPORT_RESTORED,
                exporter = metric::EXPORTER_SENTRY,
            );
        }
    }
}
