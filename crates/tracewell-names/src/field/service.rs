//! Start, configuration, sinks, export, audit.

/// Name of this service; in client events, of the called one.
pub const SERVICE: &str = "service";
/// Version of the service.
pub const VERSION: &str = "version";
/// Version of this vocabulary.
pub const SCHEMA: &str = "schema";
/// `production`, `staging` or `development`.
pub const ENVIRONMENT: &str = "environment";
/// What decided the environment.
pub const ENVIRONMENT_SOURCE: &str = "environment_source";
/// `json` or `pretty`.
pub const LOG_FORMAT: &str = "log_format";
/// Whether redaction is on: a boolean.
pub const PII_FILTERING: &str = "pii_filtering";
/// Whether lines also go to a file: a boolean.
pub const FILE_SINK: &str = "file_sink";
/// Whether OpenTelemetry is on: a boolean.
pub const OTEL: &str = "otel";
/// Whether Sentry is on: a boolean.
pub const SENTRY: &str = "sentry";
/// Name of an environment variable; never its value.
pub const VARIABLE: &str = "variable";
/// Name of a cargo feature.
pub const FEATURE: &str = "feature";
/// One of [`crate::metric::SINKS`].
pub const SINK: &str = "sink";
/// Bytes at which a file is rotated.
pub const MAX_BYTES: &str = "max_bytes";
/// Rotated files that are kept.
pub const BACKUP_COUNT: &str = "backup_count";
/// `true` on a line that was kept in memory until its work failed.
pub const BUFFERED: &str = "buffered";
/// The filter in force.
pub const FILTER: &str = "filter";
/// When the change ends: RFC 3339 in UTC.
pub const UNTIL: &str = "until";
/// Who changed it.
pub const SOURCE: &str = "source";
/// One of [`crate::metric::EXPORTERS`].
pub const EXPORTER: &str = "exporter";
/// Name of a file.
pub const FILE: &str = "file";
/// Line of a file, from 1.
pub const LINE: &str = "line";
/// Sequence number, from 1.
pub const SEQ: &str = "seq";
/// Head of the audit chain, in hex.
pub const HASH: &str = "hash";
