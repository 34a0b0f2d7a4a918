use tracewell_names::{event, metric, reason, target, variable};
use tracewell_redact::Notice;

use super::compose::State;
use super::installed::was_asked_too_early;
use super::log_file::{FileState, Ready};
use crate::settings::{Lookup, Unavailable};

/// The version of the events' vocabulary: it grows when one is renamed or gone, never when one is added.
const SCHEMA: u64 = 1;

/// Says what runs, and what was asked for in vain.
pub(super) fn announce(service: &str, version: &str, state: &State, lookup: Lookup) {
    tracing::info!(
        target: target::INIT,
        message = event::OBSERVABILITY_INITIALIZED,
        service,
        version,
        schema = SCHEMA,
        environment = state.environment.name.as_str(),
        environment_source = state.environment.source,
        log_format = state.format.as_str(),
        pii_filtering = state.redaction.policy.is_redacting(),
        file_sink = matches!(state.file, FileState::Ready(_) | FileState::Failing),
        otel = state.otel,
        sentry = state.sentry,
    );
    tracing::info!(target: target::LOG, message = event::LOG_SINK_READY, sink = metric::SINK_STDOUT);
    announce_file(&state.file);
    for variable in lookup.into_invalid() {
        tracing::warn!(target: target::INIT, message = event::CONFIG_INVALID, variable);
    }
    for Unavailable { feature, variable } in &state.unavailable {
        tracing::warn!(target: target::INIT, message = event::FEATURE_NOT_COMPILED, feature, variable);
    }
    if state.otel_failed {
        tracing::warn!(
            target: target::OTEL,
            message = event::TELEMETRY_EXPORT_FAILED,
            exporter = metric::EXPORTER_OTLP_TRACES,
            error_type = reason::UNREACHABLE,
        );
    }
    if state.sentry_failed {
        tracing::warn!(
            target: target::SENTRY,
            message = event::TELEMETRY_EXPORT_FAILED,
            exporter = metric::EXPORTER_SENTRY,
            error_type = reason::UNREACHABLE,
        );
    }
    if state.redaction.forced {
        tracing::warn!(target: target::INIT, message = event::PII_FILTERING_FORCED, variable = variable::PII_FILTERING_ENABLED);
    }
    for key in state.baggage.refused() {
        tracing::warn!(
            target: target::INIT,
            "`{}` is not read from baggage: it is sensitive or personal, no key, or one too many",
            key.escape_debug()
        );
    }
    if !state.baggage.is_empty() && state.correlation.proxies.is_empty() {
        tracing::warn!(target: target::INIT, "no baggage is read: {} is empty, so nobody's counts", variable::TRUSTED_PROXIES);
    }
    if was_asked_too_early() {
        tracing::warn!(
            target: target::INIT,
            "a request was served before this, so its HTTP layer has none of the service's own rules: serve after init"
        );
    }
    for notice in state.redaction.policy.notices() {
        if matches!(notice, Notice::AllowedButSensitive(_) | Notice::DeclaredHarmless { .. }) {
            tracing::info!(target: target::REDACT, "{notice}");
        }
    }
}

/// A file that can't be opened is not told here: its writer does, once, whenever that is.
fn announce_file(file: &FileState) {
    const SINK: &str = metric::SINK_FILE;
    match file {
        FileState::Off | FileState::Failing => {}
        FileState::DirectoryUnset => {
            tracing::warn!(target: target::LOG, message = event::LOG_SINK_DEGRADED, sink = SINK, error_type = reason::LOG_DIR_UNSET);
        }
        FileState::Ready(Ready { path, max_bytes, backup_count, beside_another, mended }) => {
            tracing::info!(
                target: target::LOG,
                message = event::LOG_SINK_READY,
                sink = SINK,
                path = path.to_string_lossy().as_ref(),
                max_bytes,
                backup_count,
                error_type = beside_another.then_some(reason::FILE_NAME_IN_USE),
                dropped = mended.then_some(1),
            );
        }
    }
}
