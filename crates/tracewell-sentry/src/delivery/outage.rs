use tracewell_names::{event, target};

/// Tells that the export begins to fail, and why, or that it works again.
pub(super) fn tell(exporter: &'static str, failed: Option<&'static str>) {
    match failed {
        Some(error_type) => tracing::warn!(
            target: target::SENTRY,
            message = event::TELEMETRY_EXPORT_FAILED,
            exporter,
            error_type,
        ),
        None => tracing::info!(target: target::SENTRY, message = event::TELEMETRY_EXPORT_RESTORED, exporter),
    }
}
