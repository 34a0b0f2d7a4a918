use tracewell_names::variable;

use super::Lookup;

/// A feature that the environment asks for and this build does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unavailable {
    pub(crate) feature: &'static str,
    /// What asked for it, if that was a variable.
    pub(crate) variable: Option<&'static str>,
}

pub(crate) fn unavailable(lookup: &mut Lookup) -> Vec<Unavailable> {
    let mut missing = Vec::new();
    if cfg!(not(feature = "otel")) && lookup.boolean(variable::ENABLE_OPENTELEMETRY) == Some(true) {
        missing.push(Unavailable { feature: "otel", variable: Some(variable::ENABLE_OPENTELEMETRY) });
    }
    if cfg!(not(feature = "redis")) && lookup.is_set(variable::REDIS_URL) {
        missing.push(Unavailable { feature: "redis", variable: Some(variable::REDIS_URL) });
    }
    if cfg!(not(feature = "sentry")) && lookup.is_set(variable::SENTRY_DSN) {
        missing.push(Unavailable { feature: "sentry", variable: Some(variable::SENTRY_DSN) });
    }
    missing
}
