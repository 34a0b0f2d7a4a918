//! Targets of the library's own events: areas, never module paths, so that a filter outlives a refactoring.

/// What every target of the library begins with.
pub const ROOT: &str = "tracewell";
/// Terminal events of requests, stalls, WebSocket ends; also the request span.
pub const HTTP: &str = "tracewell::http";
/// Panics, errors, rejected input.
pub const FAILURE: &str = "tracewell::failure";
/// Sinks, lost lines, filter changes.
pub const LOG: &str = "tracewell::log";
/// Ids accepted and replaced.
pub const CORRELATION: &str = "tracewell::correlation";
/// Terminal events of jobs.
pub const JOB: &str = "tracewell::job";
/// Calls to other services.
pub const CLIENT: &str = "tracewell::client";
/// Denials and anomalies.
pub const SECURITY: &str = "tracewell::security";
/// Abuse windows and their store.
pub const ABUSE: &str = "tracewell::abuse";
/// Streams and their queues.
pub const SSE: &str = "tracewell::sse";
/// The broker link, its messages and totals.
pub const BROKER: &str = "tracewell::broker";
/// Stage events.
pub const STAGE: &str = "tracewell::stage";
/// The audit log.
pub const AUDIT: &str = "tracewell::audit";
/// OpenTelemetry export.
pub const OTEL: &str = "tracewell::otel";
/// Sentry export.
pub const SENTRY: &str = "tracewell::sentry";
/// Start and configuration.
pub const INIT: &str = "tracewell::init";
/// The redaction policy.
pub const REDACT: &str = "tracewell::redact";

/// Every target.
pub const ALL: &[&str] = &[
    ROOT,
    HTTP,
    FAILURE,
    LOG,
    CORRELATION,
    JOB,
    CLIENT,
    SECURITY,
    ABUSE,
    SSE,
    BROKER,
    STAGE,
    AUDIT,
    OTEL,
    SENTRY,
    INIT,
    REDACT,
];
