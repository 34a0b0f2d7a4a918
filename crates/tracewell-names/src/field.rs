//! Field names: the keys of a line, and the sets that redaction and the line decide by.

// Keys that belong to the line.

/// When: RFC 3339 in UTC with microseconds.
pub const TIMESTAMP: &str = "timestamp";
/// `ERROR`, `WARN`, `INFO`, `DEBUG` or `TRACE`.
pub const LEVEL: &str = "level";
/// The text; for the library's own events the name of [`crate::event`].
pub const MESSAGE: &str = "message";
/// Where it comes from; the library's own begin with `tracewell`.
pub const TARGET: &str = "target";
/// The id of the request, job or message in scope.
pub const CORRELATION_ID: &str = "correlation_id";
/// The tenant; only when bound.
pub const TEAM_ID: &str = "team_id";
/// The user; only when bound.
pub const USER_ID: &str = "user_id";
/// W3C trace id: 32 lower-case hex digits.
pub const TRACE_ID: &str = "trace_id";
/// W3C span id: 16 lower-case hex digits.
pub const SPAN_ID: &str = "span_id";
/// Name of the innermost span.
pub const SPAN: &str = "span";

// Requests and responses.

/// HTTP method.
pub const METHOD: &str = "method";
/// Path of the URL, scrubbed, without query; for a log file its place on disk.
pub const PATH: &str = "path";
/// Matched route template; absent where none matched.
pub const ROUTE: &str = "route";
/// HTTP status as a number.
pub const STATUS_CODE: &str = "status_code";
/// gRPC status as a number, from header or trailer.
pub const GRPC_STATUS: &str = "grpc_status";
/// Elapsed milliseconds, a number with fraction.
pub const DURATION_MS: &str = "duration_ms";
/// Milliseconds until the response head was ready, a number with fraction.
pub const TTFB_MS: &str = "ttfb_ms";
/// Milliseconds so far, a number with fraction.
pub const ELAPSED_MS: &str = "elapsed_ms";
/// Bytes of the request body.
pub const REQUEST_BYTES: &str = "request_bytes";
/// Bytes of the response body.
pub const RESPONSE_BYTES: &str = "response_bytes";
/// Masked request headers.
pub const REQUEST_HEADERS: &str = "request_headers";
/// Masked response headers.
pub const RESPONSE_HEADERS: &str = "response_headers";
/// Beginning of a response body, redacted, then cut.
pub const BODY_PREVIEW: &str = "body_preview";
/// Masked URL.
pub const URL: &str = "url";
/// Address of the socket's peer, truncated outside development.
pub const CLIENT_HOST: &str = "client_host";
/// The `User-Agent` of the client.
pub const USER_AGENT: &str = "user_agent";
/// Which part was running: [`crate::reason::HANDLER`] or [`crate::reason::BODY`].
pub const PHASE: &str = "phase";
/// Why something ended.
pub const REASON: &str = "reason";
/// Share of such lines that is kept, 0 to 1.
pub const SAMPLE_RATE: &str = "sample_rate";
/// An inbound request id that was not trusted to become the correlation id.
pub const CLIENT_REQUEST_ID: &str = "client_request_id";
/// WebSocket messages in both directions.
pub const MESSAGES: &str = "messages";
/// WebSocket close code.
pub const CODE: &str = "code";

// Jobs and messages.

/// Name of the job.
pub const JOB: &str = "job";
/// Id of the job a stream follows.
pub const JOB_ID: &str = "job_id";
/// Number of this attempt, from 1.
pub const ATTEMPT: &str = "attempt";
/// Queue name.
pub const QUEUE: &str = "queue";
/// Routing key of a message.
pub const ROUTING_KEY: &str = "routing_key";
/// Whether the broker delivered the message before: a boolean.
pub const REDELIVERED: &str = "redelivered";

// Failures.

/// Type or closed word for what went wrong; bounded, without values.
pub const ERROR_TYPE: &str = "error_type";
/// Scrubbed text of the error.
pub const ERROR_MESSAGE: &str = "error_message";
/// Scrubbed texts of the sources, outermost first.
pub const ERROR_CHAIN: &str = "error_chain";
/// Scrubbed detail of a denial, for operators.
pub const ERROR_DETAIL: &str = "error_detail";
/// Source file, line and column.
pub const LOCATION: &str = "location";
/// Captured backtrace.
pub const BACKTRACE: &str = "backtrace";
/// Array of what was wrong with the input: [`LOC`], [`TYPE`] and [`MSG`] each.
pub const ERRORS: &str = "errors";

// Security.

/// Code of [`crate::violation`].
pub const VIOLATION: &str = "violation";
/// Family of the violation.
pub const CATEGORY: &str = "category";
/// How grave the violation is.
pub const SEVERITY: &str = "severity";
/// Code in the OWASP logging vocabulary.
pub const OWASP: &str = "owasp";
/// The team that was asked for, where it is not the caller's.
pub const REQUESTED_TEAM_ID: &str = "requested_team_id";
/// First eight characters of a token's id.
pub const JTI_PREFIX: &str = "jti_prefix";
/// Violations counted in the window.
pub const COUNT: &str = "count";
/// Count at which the signal is given.
pub const THRESHOLD: &str = "threshold";
/// Length of the window in seconds.
pub const WINDOW_SECONDS: &str = "window_seconds";

// Messaging.

/// Which implementation serves: in process or a named server.
pub const BACKEND: &str = "backend";
/// Exchange name.
pub const EXCHANGE: &str = "exchange";
/// Pattern a queue is bound with.
pub const BINDING_KEY: &str = "binding_key";
/// Failed attempts in a row.
pub const FAILURES: &str = "failures";
/// Milliseconds until the next attempt.
pub const DELAY_MS: &str = "delay_ms";
/// Scrubbed text of the latest error.
pub const LAST_ERROR: &str = "last_error";
/// Subscribers attached now.
pub const SUBSCRIBERS_ACTIVE: &str = "subscribers_active";
/// Events sent on the stream.
pub const EVENTS_SENT: &str = "events_sent";
/// Entries in the queue now.
pub const QUEUE_SIZE: &str = "queue_size";
/// Entries the queue can hold.
pub const MAX_SIZE: &str = "max_size";
/// One of [`crate::metric::DROP_REASONS`].
pub const DROP_REASON: &str = "drop_reason";
/// Like events that were counted instead of written.
pub const SUPPRESSED: &str = "suppressed";
/// Subscribers that got the message.
pub const DELIVERED: &str = "delivered";
/// Messages or lines that were lost.
pub const DROPPED: &str = "dropped";
/// Messages taken from the broker since the start.
pub const CONSUMED: &str = "consumed";
/// Messages handed to subscribers since the start.
pub const FORWARDED: &str = "forwarded";
/// Whether the link is up: a boolean.
pub const CONNECTED: &str = "connected";
/// Messages taken from the broker since the start.
pub const MESSAGES_CONSUMED_TOTAL: &str = "messages_consumed_total";
/// Messages handed to subscribers since the start.
pub const MESSAGES_FORWARDED_TOTAL: &str = "messages_forwarded_total";
/// Messages lost since the start.
pub const MESSAGES_DROPPED_TOTAL: &str = "messages_dropped_total";

// Stages.

/// Name of [`crate::stage`] or of the service.
pub const STAGE: &str = "stage";
/// Word of [`crate::outcome`].
pub const OUTCOME: &str = "outcome";
/// Whether the look-up hit: a boolean.
pub const CACHE_HIT: &str = "cache_hit";

// Start, configuration, sinks, export, audit.

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

// What bridges add: `log` records and OpenTelemetry's span fields.

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

// Members of an entry of `errors`; not fields of their own.

/// Where in the input an entry of [`ERRORS`] is.
pub const LOC: &str = "loc";
/// Kind of an entry of [`ERRORS`].
pub const TYPE: &str = "type";
/// Fixed text of an entry of [`ERRORS`]; never quotes the input.
pub const MSG: &str = "msg";

/// What stands before an application's field whose name is in [`RESERVED`]: `level` goes out as `fields.level`.
pub const APPLICATION_PREFIX: &str = "fields.";

/// Keys of the line that an application cannot set.
pub const RESERVED: &[&str] =
    &[TIMESTAMP, LEVEL, MESSAGE, TARGET, CORRELATION_ID, TEAM_ID, USER_ID, TRACE_ID, SPAN_ID, SPAN];

/// Members of an entry of [`ERRORS`].
pub const ERROR_MEMBERS: &[&str] = &[LOC, TYPE, MSG];

/// Fields that strict filtering lets through without being asked, sorted bytewise.
pub const SAFE: &[&str] = &[
    ATTEMPT,
    BACKEND,
    BACKTRACE,
    BACKUP_COUNT,
    BINDING_KEY,
    BODY_PREVIEW,
    BUFFERED,
    CACHE_HIT,
    CATEGORY,
    CLIENT_HOST,
    CLIENT_REQUEST_ID,
    CODE,
    CONNECTED,
    CONSUMED,
    CORRELATION_ID,
    COUNT,
    DELAY_MS,
    DELIVERED,
    DROP_REASON,
    DROPPED,
    DURATION_MS,
    ELAPSED_MS,
    ENVIRONMENT,
    ENVIRONMENT_SOURCE,
    ERROR_CHAIN,
    ERROR_DETAIL,
    ERROR_MESSAGE,
    ERROR_TYPE,
    ERRORS,
    EVENTS_SENT,
    EXCHANGE,
    EXPORTER,
    FAILURES,
    FEATURE,
    FILE,
    FILE_SINK,
    FILTER,
    FORWARDED,
    GRPC_STATUS,
    HASH,
    JOB,
    JOB_ID,
    JTI_PREFIX,
    LAST_ERROR,
    LEVEL,
    LINE,
    LOCATION,
    LOG_FILE,
    LOG_LINE,
    LOG_MODULE_PATH,
    LOG_TARGET,
    LOG_FORMAT,
    MAX_BYTES,
    MAX_SIZE,
    MESSAGE,
    MESSAGES,
    MESSAGES_CONSUMED_TOTAL,
    MESSAGES_DROPPED_TOTAL,
    MESSAGES_FORWARDED_TOTAL,
    METHOD,
    OTEL,
    OTEL_KIND,
    OTEL_NAME,
    OTEL_STATUS_CODE,
    OTEL_STATUS_DESCRIPTION,
    OUTCOME,
    OWASP,
    PATH,
    PHASE,
    PII_FILTERING,
    QUEUE,
    QUEUE_SIZE,
    REASON,
    REDELIVERED,
    REQUEST_BYTES,
    REQUEST_HEADERS,
    REQUESTED_TEAM_ID,
    RESPONSE_BYTES,
    RESPONSE_HEADERS,
    ROUTE,
    ROUTING_KEY,
    SAMPLE_RATE,
    SCHEMA,
    SENTRY,
    SEQ,
    SERVICE,
    SEVERITY,
    SINK,
    SOURCE,
    SPAN,
    SPAN_ID,
    STAGE,
    STATUS_CODE,
    SUBSCRIBERS_ACTIVE,
    SUPPRESSED,
    TARGET,
    TEAM_ID,
    THRESHOLD,
    TIMESTAMP,
    TRACE_ID,
    TTFB_MS,
    UNTIL,
    URL,
    USER_AGENT,
    USER_ID,
    VARIABLE,
    VERSION,
    VIOLATION,
    WINDOW_SECONDS,
];

/// Every field, and the members of [`ERRORS`].
pub const ALL: &[&str] = &[
    TIMESTAMP,
    LEVEL,
    MESSAGE,
    TARGET,
    CORRELATION_ID,
    TEAM_ID,
    USER_ID,
    TRACE_ID,
    SPAN_ID,
    SPAN,
    METHOD,
    PATH,
    ROUTE,
    STATUS_CODE,
    GRPC_STATUS,
    DURATION_MS,
    TTFB_MS,
    ELAPSED_MS,
    REQUEST_BYTES,
    RESPONSE_BYTES,
    REQUEST_HEADERS,
    RESPONSE_HEADERS,
    BODY_PREVIEW,
    URL,
    CLIENT_HOST,
    USER_AGENT,
    PHASE,
    REASON,
    SAMPLE_RATE,
    CLIENT_REQUEST_ID,
    MESSAGES,
    CODE,
    JOB,
    JOB_ID,
    ATTEMPT,
    QUEUE,
    ROUTING_KEY,
    REDELIVERED,
    ERROR_TYPE,
    ERROR_MESSAGE,
    ERROR_CHAIN,
    ERROR_DETAIL,
    LOCATION,
    BACKTRACE,
    ERRORS,
    VIOLATION,
    CATEGORY,
    SEVERITY,
    OWASP,
    REQUESTED_TEAM_ID,
    JTI_PREFIX,
    COUNT,
    THRESHOLD,
    WINDOW_SECONDS,
    BACKEND,
    EXCHANGE,
    BINDING_KEY,
    FAILURES,
    DELAY_MS,
    LAST_ERROR,
    SUBSCRIBERS_ACTIVE,
    EVENTS_SENT,
    QUEUE_SIZE,
    MAX_SIZE,
    DROP_REASON,
    SUPPRESSED,
    DELIVERED,
    DROPPED,
    CONSUMED,
    FORWARDED,
    CONNECTED,
    MESSAGES_CONSUMED_TOTAL,
    MESSAGES_FORWARDED_TOTAL,
    MESSAGES_DROPPED_TOTAL,
    STAGE,
    OUTCOME,
    CACHE_HIT,
    SERVICE,
    VERSION,
    SCHEMA,
    ENVIRONMENT,
    ENVIRONMENT_SOURCE,
    LOG_FORMAT,
    PII_FILTERING,
    FILE_SINK,
    OTEL,
    SENTRY,
    VARIABLE,
    FEATURE,
    SINK,
    MAX_BYTES,
    BACKUP_COUNT,
    BUFFERED,
    FILTER,
    UNTIL,
    SOURCE,
    EXPORTER,
    FILE,
    LINE,
    SEQ,
    HASH,
    LOG_TARGET,
    LOG_MODULE_PATH,
    LOG_FILE,
    LOG_LINE,
    OTEL_NAME,
    OTEL_KIND,
    OTEL_STATUS_CODE,
    OTEL_STATUS_DESCRIPTION,
    LOC,
    TYPE,
    MSG,
];

/// Whether `name` is a field that strict filtering lets through; exact, case-sensitive, without allocation.
///
/// ```
/// assert!(tracewell_names::field::is_safe("duration_ms"));
/// assert!(!tracewell_names::field::is_safe("password"));
/// ```
#[must_use]
pub fn is_safe(name: &str) -> bool {
    SAFE.binary_search(&name).is_ok()
}

/// Whether `name` belongs to the line, so that an application's field of that name is renamed.
///
/// ```
/// assert!(tracewell_names::field::is_reserved("level"));
/// assert!(!tracewell_names::field::is_reserved("fields.level"));
/// ```
#[must_use]
pub fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name)
}
