//! Names of the environment variables that are read. Defaults stand in the reference page.

/// `production`, `staging` or `development`.
pub const ENVIRONMENT: &str = "ENVIRONMENT";
/// Read only: its presence means production where `ENVIRONMENT` is unset.
pub const KUBERNETES_SERVICE_HOST: &str = "KUBERNETES_SERVICE_HOST";
/// The filter; wins over `LOG_LEVEL`.
pub const RUST_LOG: &str = "RUST_LOG";
/// The filter.
pub const LOG_LEVEL: &str = "LOG_LEVEL";
/// `json` or `pretty`.
pub const LOG_FORMAT: &str = "LOG_FORMAT";
/// Set and not empty: the pretty form has no colour.
pub const NO_COLOR: &str = "NO_COLOR";
/// Bytes after which a string value is cut.
pub const LOG_MAX_VALUE_BYTES: &str = "LOG_MAX_VALUE_BYTES";
/// Bytes a line may have.
pub const LOG_MAX_LINE_BYTES: &str = "LOG_MAX_LINE_BYTES";
/// Names added to the allowlist, comma-separated.
pub const LOG_SAFE_FIELDS: &str = "LOG_SAFE_FIELDS";
/// `name=value` pairs for every line, comma-separated.
pub const LOG_STATIC_FIELDS: &str = "LOG_STATIC_FIELDS";
/// Routes whose uneventful requests are DEBUG, comma-separated.
pub const LOG_QUIET_ROUTES: &str = "LOG_QUIET_ROUTES";
/// Milliseconds after which a request counts as stalled; 0 is off.
pub const LOG_STALL_MS: &str = "LOG_STALL_MS";
/// Share of INFO terminal events that is kept, 0 to 1.
pub const LOG_SAMPLE_SUCCESS: &str = "LOG_SAMPLE_SUCCESS";
/// `full`, `truncated` or `hmac`.
pub const LOG_CLIENT_HOST: &str = "LOG_CLIENT_HOST";
/// Watched file that changes the filter while running.
pub const LOG_CONTROL_FILE: &str = "LOG_CONTROL_FILE";
/// Targets whose DEBUG lines are kept, and written if the request fails, comma-separated.
pub const LOG_BUFFER_DEBUG: &str = "LOG_BUFFER_DEBUG";
/// Boolean: they are also written for a 4xx.
pub const LOG_BUFFER_DEBUG_CLIENT_ERRORS: &str = "LOG_BUFFER_DEBUG_CLIENT_ERRORS";
/// Boolean; false has effect in development only.
pub const PII_FILTERING_ENABLED: &str = "PII_FILTERING_ENABLED";
/// File of keys for keyed hashes.
pub const REDACT_HMAC_KEY_FILE: &str = "REDACT_HMAC_KEY_FILE";
/// Boolean: lines also go to a file.
pub const LOG_TO_FILE: &str = "LOG_TO_FILE";
/// Folder of the log file.
pub const LOG_DIR: &str = "LOG_DIR";
/// Name of the log file.
pub const LOG_FILE_NAME: &str = "LOG_FILE_NAME";
/// Bytes at which the file is rotated.
pub const LOG_FILE_MAX_BYTES: &str = "LOG_FILE_MAX_BYTES";
/// Rotated files that are kept; 0 starts the one file afresh.
pub const LOG_FILE_BACKUP_COUNT: &str = "LOG_FILE_BACKUP_COUNT";
/// Boolean: OpenTelemetry is on.
pub const ENABLE_OPENTELEMETRY: &str = "ENABLE_OPENTELEMETRY";
/// Boolean: OpenTelemetry is off after all.
pub const OTEL_SDK_DISABLED: &str = "OTEL_SDK_DISABLED";
/// Service name for OpenTelemetry.
pub const OTEL_SERVICE_NAME: &str = "OTEL_SERVICE_NAME";
/// Further resource attributes, `name=value`, comma-separated.
pub const OTEL_RESOURCE_ATTRIBUTES: &str = "OTEL_RESOURCE_ATTRIBUTES";
/// Address of the collector.
pub const OTEL_EXPORTER_OTLP_ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";
/// `grpc` or `http/protobuf`.
pub const OTEL_EXPORTER_OTLP_PROTOCOL: &str = "OTEL_EXPORTER_OTLP_PROTOCOL";
/// Headers for the collector; holds secrets.
pub const OTEL_EXPORTER_OTLP_HEADERS: &str = "OTEL_EXPORTER_OTLP_HEADERS";
/// File of the certificates that a collector's is verified against, in PEM.
pub const OTEL_EXPORTER_OTLP_CERTIFICATE: &str = "OTEL_EXPORTER_OTLP_CERTIFICATE";
/// Milliseconds an export may take.
pub const OTEL_EXPORTER_OTLP_TIMEOUT: &str = "OTEL_EXPORTER_OTLP_TIMEOUT";
/// Name of the sampler.
pub const OTEL_TRACES_SAMPLER: &str = "OTEL_TRACES_SAMPLER";
/// Argument of the sampler.
pub const OTEL_TRACES_SAMPLER_ARG: &str = "OTEL_TRACES_SAMPLER_ARG";
/// `otlp` or `none`.
pub const OTEL_TRACES_EXPORTER: &str = "OTEL_TRACES_EXPORTER";
/// `otlp` or `none`.
pub const OTEL_METRICS_EXPORTER: &str = "OTEL_METRICS_EXPORTER";
/// `otlp` or `none`.
pub const OTEL_LOGS_EXPORTER: &str = "OTEL_LOGS_EXPORTER";
/// Milliseconds between two metric exports.
pub const OTEL_METRIC_EXPORT_INTERVAL: &str = "OTEL_METRIC_EXPORT_INTERVAL";
/// Address for traces alone, path included.
pub const OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: &str = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
/// Protocol for traces alone.
pub const OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: &str = "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL";
/// Headers for traces alone; holds secrets.
pub const OTEL_EXPORTER_OTLP_TRACES_HEADERS: &str = "OTEL_EXPORTER_OTLP_TRACES_HEADERS";
/// Milliseconds an export of traces may take.
pub const OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: &str = "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT";
/// Address for metrics alone, path included.
pub const OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: &str = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";
/// Protocol for metrics alone.
pub const OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: &str = "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL";
/// Headers for metrics alone; holds secrets.
pub const OTEL_EXPORTER_OTLP_METRICS_HEADERS: &str = "OTEL_EXPORTER_OTLP_METRICS_HEADERS";
/// Milliseconds an export of metrics may take.
pub const OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: &str = "OTEL_EXPORTER_OTLP_METRICS_TIMEOUT";
/// Address for logs alone, path included.
pub const OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: &str = "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT";
/// Protocol for logs alone.
pub const OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: &str = "OTEL_EXPORTER_OTLP_LOGS_PROTOCOL";
/// Headers for logs alone; holds secrets.
pub const OTEL_EXPORTER_OTLP_LOGS_HEADERS: &str = "OTEL_EXPORTER_OTLP_LOGS_HEADERS";
/// Milliseconds an export of logs may take.
pub const OTEL_EXPORTER_OTLP_LOGS_TIMEOUT: &str = "OTEL_EXPORTER_OTLP_LOGS_TIMEOUT";
/// `gzip` or `none`.
pub const OTEL_EXPORTER_OTLP_COMPRESSION: &str = "OTEL_EXPORTER_OTLP_COMPRESSION";
/// Milliseconds that a span waits for others.
pub const OTEL_BSP_SCHEDULE_DELAY: &str = "OTEL_BSP_SCHEDULE_DELAY";
/// Spans that may wait.
pub const OTEL_BSP_MAX_QUEUE_SIZE: &str = "OTEL_BSP_MAX_QUEUE_SIZE";
/// Spans of one export.
pub const OTEL_BSP_MAX_EXPORT_BATCH_SIZE: &str = "OTEL_BSP_MAX_EXPORT_BATCH_SIZE";
/// Milliseconds that a log record waits for others.
pub const OTEL_BLRP_SCHEDULE_DELAY: &str = "OTEL_BLRP_SCHEDULE_DELAY";
/// Log records that may wait.
pub const OTEL_BLRP_MAX_QUEUE_SIZE: &str = "OTEL_BLRP_MAX_QUEUE_SIZE";
/// Log records of one export.
pub const OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: &str = "OTEL_BLRP_MAX_EXPORT_BATCH_SIZE";
/// Where Sentry listens; its presence switches Sentry on; a secret.
pub const SENTRY_DSN: &str = "SENTRY_DSN";
/// Environment for Sentry.
pub const SENTRY_ENVIRONMENT: &str = "SENTRY_ENVIRONMENT";
/// Release for Sentry.
pub const SENTRY_RELEASE: &str = "SENTRY_RELEASE";
/// Share of error events sent, 0 to 1.
pub const SENTRY_SAMPLE_RATE: &str = "SENTRY_SAMPLE_RATE";
/// Share of transactions sent, 0 to 1.
pub const SENTRY_TRACES_SAMPLE_RATE: &str = "SENTRY_TRACES_SAMPLE_RATE";
/// Boolean: response bodies of other services are previewed, in development only.
pub const EXTERNAL_HTTP_LOG_BODIES: &str = "EXTERNAL_HTTP_LOG_BODIES";
/// Bytes of such a preview.
pub const EXTERNAL_HTTP_MAX_BODY_BYTES: &str = "EXTERNAL_HTTP_MAX_BODY_BYTES";
/// Shared abuse counters; a secret.
pub const REDIS_URL: &str = "REDIS_URL";
/// Broker shared by instances; a secret.
pub const AMQP_URL: &str = "AMQP_URL";
/// Networks whose forwarding headers and sampling flag are believed, comma-separated.
pub const TRUSTED_PROXIES: &str = "TRUSTED_PROXIES";
/// `all`, `proxies` or `none`: whose request id is kept.
pub const CORRELATION_TRUST: &str = "CORRELATION_TRUST";
/// Violations of a client address at which a signal is given.
pub const ABUSE_HOST_THRESHOLD: &str = "ABUSE_HOST_THRESHOLD";
/// Violations of a user at which a signal is given.
pub const ABUSE_USER_THRESHOLD: &str = "ABUSE_USER_THRESHOLD";
/// Length of the abuse window in seconds.
pub const ABUSE_WINDOW_SECONDS: &str = "ABUSE_WINDOW_SECONDS";
/// Seconds to wait for another process that holds the audit log, for the bundled service.
pub const AUDIT_LOCK_WAIT: &str = "AUDIT_LOCK_WAIT";
/// Seconds between not ready and no longer accepting.
pub const SHUTDOWN_DELAY_SECONDS: &str = "SHUTDOWN_DELAY_SECONDS";
/// Issuer of tokens, for the bundled service.
pub const OIDC_ISSUER: &str = "OIDC_ISSUER";
/// Audience that tokens must have, for the bundled service.
pub const OIDC_AUDIENCE: &str = "OIDC_AUDIENCE";
/// Geo service that the bundled service calls.
pub const GEO_URL: &str = "GEO_URL";
/// Seconds that an issuer's keys are kept.
pub const IDENTITY_JWKS_TTL: &str = "IDENTITY_JWKS_TTL";
/// Seconds that an e-mail address is kept, never beyond the token's expiry.
pub const IDENTITY_EMAIL_TTL: &str = "IDENTITY_EMAIL_TTL";
/// Seconds that a profile is kept, never beyond the token's expiry.
pub const IDENTITY_PROFILE_TTL: &str = "IDENTITY_PROFILE_TTL";

/// What every variable of the OpenTelemetry specification begins with; those not listed here have no effect.
pub const OTEL_PREFIX: &str = "OTEL_";

/// Every variable.
pub const ALL: &[&str] = &[
    ENVIRONMENT,
    KUBERNETES_SERVICE_HOST,
    RUST_LOG,
    LOG_LEVEL,
    LOG_FORMAT,
    NO_COLOR,
    LOG_MAX_VALUE_BYTES,
    LOG_MAX_LINE_BYTES,
    LOG_SAFE_FIELDS,
    LOG_STATIC_FIELDS,
    LOG_QUIET_ROUTES,
    LOG_STALL_MS,
    LOG_SAMPLE_SUCCESS,
    LOG_CLIENT_HOST,
    LOG_CONTROL_FILE,
    LOG_BUFFER_DEBUG,
    LOG_BUFFER_DEBUG_CLIENT_ERRORS,
    PII_FILTERING_ENABLED,
    REDACT_HMAC_KEY_FILE,
    LOG_TO_FILE,
    LOG_DIR,
    LOG_FILE_NAME,
    LOG_FILE_MAX_BYTES,
    LOG_FILE_BACKUP_COUNT,
    ENABLE_OPENTELEMETRY,
    OTEL_SDK_DISABLED,
    OTEL_SERVICE_NAME,
    OTEL_RESOURCE_ATTRIBUTES,
    OTEL_EXPORTER_OTLP_ENDPOINT,
    OTEL_EXPORTER_OTLP_PROTOCOL,
    OTEL_EXPORTER_OTLP_HEADERS,
    OTEL_EXPORTER_OTLP_CERTIFICATE,
    OTEL_EXPORTER_OTLP_TIMEOUT,
    OTEL_TRACES_SAMPLER,
    OTEL_TRACES_SAMPLER_ARG,
    OTEL_TRACES_EXPORTER,
    OTEL_METRICS_EXPORTER,
    OTEL_LOGS_EXPORTER,
    OTEL_METRIC_EXPORT_INTERVAL,
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT,
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL,
    OTEL_EXPORTER_OTLP_TRACES_HEADERS,
    OTEL_EXPORTER_OTLP_TRACES_TIMEOUT,
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT,
    OTEL_EXPORTER_OTLP_METRICS_PROTOCOL,
    OTEL_EXPORTER_OTLP_METRICS_HEADERS,
    OTEL_EXPORTER_OTLP_METRICS_TIMEOUT,
    OTEL_EXPORTER_OTLP_LOGS_ENDPOINT,
    OTEL_EXPORTER_OTLP_LOGS_PROTOCOL,
    OTEL_EXPORTER_OTLP_LOGS_HEADERS,
    OTEL_EXPORTER_OTLP_LOGS_TIMEOUT,
    OTEL_EXPORTER_OTLP_COMPRESSION,
    OTEL_BSP_SCHEDULE_DELAY,
    OTEL_BSP_MAX_QUEUE_SIZE,
    OTEL_BSP_MAX_EXPORT_BATCH_SIZE,
    OTEL_BLRP_SCHEDULE_DELAY,
    OTEL_BLRP_MAX_QUEUE_SIZE,
    OTEL_BLRP_MAX_EXPORT_BATCH_SIZE,
    SENTRY_DSN,
    SENTRY_ENVIRONMENT,
    SENTRY_RELEASE,
    SENTRY_SAMPLE_RATE,
    SENTRY_TRACES_SAMPLE_RATE,
    EXTERNAL_HTTP_LOG_BODIES,
    EXTERNAL_HTTP_MAX_BODY_BYTES,
    REDIS_URL,
    AMQP_URL,
    TRUSTED_PROXIES,
    CORRELATION_TRUST,
    ABUSE_HOST_THRESHOLD,
    ABUSE_USER_THRESHOLD,
    ABUSE_WINDOW_SECONDS,
    AUDIT_LOCK_WAIT,
    SHUTDOWN_DELAY_SECONDS,
    OIDC_ISSUER,
    OIDC_AUDIENCE,
    GEO_URL,
    IDENTITY_JWKS_TTL,
    IDENTITY_EMAIL_TTL,
    IDENTITY_PROFILE_TTL,
];
