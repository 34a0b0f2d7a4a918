//! What bridges add: `log` records and OpenTelemetry's span fields.

/// Target of a `log` record.
pub const LOG_TARGET: &str = "log.target";
/// Module of a `log` record.
pub const LOG_MODULE_PATH: &str = "log.module_path";
/// Source file of a `log` record.
pub const LOG_FILE: &str = "log.file";
/// Source line of a `log` record.
pub const LOG_LINE: &str = "log.line";
/// Span name given to OpenTelemetry.
pub const OTEL_NAME: &str = "otel.name";
/// Span kind given to OpenTelemetry.
pub const OTEL_KIND: &str = "otel.kind";
/// Span status given to OpenTelemetry.
pub const OTEL_STATUS_CODE: &str = "otel.status_code";
/// Text of the span status given to OpenTelemetry.
pub const OTEL_STATUS_DESCRIPTION: &str = "otel.status_description";
