use tracewell_names::variable;

use super::Lookup;

/// The features that the environment asks for and this build does not have.
pub(crate) fn unavailable(lookup: &mut Lookup) -> Vec<&'static str> {
    let mut missing = Vec::new();
    if lookup.boolean(variable::ENABLE_OPENTELEMETRY) == Some(true) {
        missing.push("otel");
    }
    if lookup.is_set(variable::SENTRY_DSN) {
        missing.push("sentry");
    }
    missing
}
