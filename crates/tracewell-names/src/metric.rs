//! Metric names, their labels, and the closed sets of label values.
//!
//! Names with dots are OpenTelemetry semantic conventions; in the Prometheus text dots are underscores and the unit is a
//! suffix. Teams, users and ids are never labels.

// Metrics.

/// Histogram in seconds: inbound requests.
pub const HTTP_SERVER_REQUEST_DURATION: &str = "http.server.request.duration";
/// Up-down counter: inbound requests running now.
pub const HTTP_SERVER_ACTIVE_REQUESTS: &str = "http.server.active_requests";
/// Histogram in seconds: outbound requests, one value an attempt.
pub const HTTP_CLIENT_REQUEST_DURATION: &str = "http.client.request.duration";
/// Counter by `code`: responses of the bundled service.
pub const HTTP_RESPONSES: &str = "http_responses";
/// Gauge: streams attached now.
pub const SSE_SUBSCRIBERS_ACTIVE: &str = "sse_subscribers_active";
/// Counter: messages that came in, one each: events published here or by another instance; for a consumer without
/// subscribers, deliveries of its broker.
pub const MESSAGES_CONSUMED_TOTAL: &str = "messages_consumed_total";
/// Counter: deliveries, one for each subscriber that an event was handed to; for a consumer without subscribers, messages
/// that were handled.
pub const MESSAGES_FORWARDED_TOTAL: &str = "messages_forwarded_total";
/// Counter by `drop_reason`: deliveries lost, one for each subscriber that missed an event; what was refused as a whole, or
/// found no room towards the broker, counts once.
pub const MESSAGES_DROPPED_TOTAL: &str = "messages_dropped_total";
/// Gauge: deliveries that wait in the queues of subscribers: an event in three queues counts three times.
pub const MESSAGES_QUEUED: &str = "messages_queued";
/// Gauge in bytes: what events and the queues of subscribers hold, an event once however many queues it is in.
pub const MESSAGES_HELD_BYTES: &str = "messages_held_bytes";
/// Gauge: messages that wait for the broker or its confirmation, or for the handler in process.
pub const BROKER_MESSAGES_WAITING: &str = "broker_messages_waiting";
/// Counter: connections to the broker after the first.
pub const BROKER_RECONNECTS_TOTAL: &str = "broker_reconnects_total";
/// Histogram in seconds: publishing a message, its confirmation included.
pub const MESSAGING_CLIENT_OPERATION_DURATION: &str = "messaging.client.operation.duration";
/// Histogram in seconds: handling a message.
pub const MESSAGING_PROCESS_DURATION: &str = "messaging.process.duration";
/// Counter by `reason`: values redacted or filtered.
pub const REDACTIONS_TOTAL: &str = "redactions_total";
/// Counter by `level`: lines written.
pub const LOG_LINES_TOTAL: &str = "log_lines_total";
/// Counter by `sink`: lines lost.
pub const LOG_LINES_DROPPED_TOTAL: &str = "log_lines_dropped_total";
/// Counter: lines that a task wrote outside any request, job or message.
pub const LINES_WITHOUT_CONTEXT_TOTAL: &str = "lines_without_context_total";
/// Gauge: threads that run the runtime's tasks.
pub const TOKIO_WORKERS: &str = "tokio_workers";
/// Gauge: tasks that are not at their end.
pub const TOKIO_ALIVE_TASKS: &str = "tokio_alive_tasks";
/// Gauge: tasks that wait for any of the workers.
pub const TOKIO_GLOBAL_QUEUE_DEPTH: &str = "tokio_global_queue_depth";
/// Gauge: share of their time, 0 to 1, in which the workers were busy since the last look.
pub const TOKIO_BUSY_RATIO: &str = "tokio_busy_ratio";
/// Counter by `exporter`: spans, points, records and events lost.
pub const TELEMETRY_DROPPED_TOTAL: &str = "telemetry_dropped_total";
/// Counter by `violation`: security events.
pub const SECURITY_EVENTS_TOTAL: &str = "security_events_total";
/// Counter: denials that did not reach the audit log.
pub const AUDIT_DENIALS_DROPPED_TOTAL: &str = "audit_denials_dropped_total";

// Labels.

/// HTTP method; an unknown one is [`METHOD_OTHER`].
pub const LABEL_HTTP_REQUEST_METHOD: &str = "http.request.method";
/// Matched route template; absent where none matched.
pub const LABEL_HTTP_ROUTE: &str = "http.route";
/// HTTP status.
pub const LABEL_HTTP_RESPONSE_STATUS_CODE: &str = "http.response.status_code";
/// `http` or `https`.
pub const LABEL_URL_SCHEME: &str = "url.scheme";
/// Protocol, where it is not HTTP.
pub const LABEL_NETWORK_PROTOCOL_NAME: &str = "network.protocol.name";
/// Protocol version: `1.1`, `2`.
pub const LABEL_NETWORK_PROTOCOL_VERSION: &str = "network.protocol.version";
/// What went wrong; absent on success.
pub const LABEL_ERROR_TYPE: &str = "error.type";
/// Host of the called service; client metrics only.
pub const LABEL_SERVER_ADDRESS: &str = "server.address";
/// Port of the called service; client metrics only.
pub const LABEL_SERVER_PORT: &str = "server.port";
/// Name of the called service, as the client was given it in code.
pub const LABEL_SERVICE: &str = "service";
/// HTTP status of `http_responses`.
pub const LABEL_CODE: &str = "code";
/// `rabbitmq` or `in_process`.
pub const LABEL_MESSAGING_SYSTEM: &str = "messaging.system";
/// Exchange or queue, as the service named it.
pub const LABEL_MESSAGING_DESTINATION_NAME: &str = "messaging.destination.name";
/// One of [`DROP_REASONS`].
pub const LABEL_DROP_REASON: &str = "drop_reason";
/// One of [`REDACTION_REASONS`] or a kind of [`crate::marker::KINDS`].
pub const LABEL_REASON: &str = "reason";
/// Level of the line, in upper case.
pub const LABEL_LEVEL: &str = "level";
/// One of [`SINKS`].
pub const LABEL_SINK: &str = "sink";
/// One of [`EXPORTERS`].
pub const LABEL_EXPORTER: &str = "exporter";
/// One of [`crate::violation::ALL`].
pub const LABEL_VIOLATION: &str = "violation";

// Closed sets of label values.

/// The subscriber's queue was full.
pub const DROP_QUEUE_FULL: &str = "queue_full";
/// The message was too old.
pub const DROP_STALE: &str = "stale";
/// The subscriber had left.
pub const DROP_SUBSCRIBER_GONE: &str = "subscriber_gone";
/// The message was too large.
pub const DROP_OVERSIZED: &str = "oversized";
/// The message could not be read.
pub const DROP_INVALID: &str = "invalid";
/// Standard output.
pub const SINK_STDOUT: &str = "stdout";
/// The rotating file.
pub const SINK_FILE: &str = "file";
/// DEBUG lines that are kept for work that may fail; no sink of its own, but lines are lost there too.
pub const SINK_BUFFER: &str = "buffer";
/// Spans over OTLP.
pub const EXPORTER_OTLP_TRACES: &str = "otlp_traces";
/// Metrics over OTLP.
pub const EXPORTER_OTLP_METRICS: &str = "otlp_metrics";
/// Log records over OTLP.
pub const EXPORTER_OTLP_LOGS: &str = "otlp_logs";
/// Events to Sentry.
pub const EXPORTER_SENTRY: &str = "sentry";
/// The value stood under a sensitive name.
pub const REASON_SENSITIVE_NAME: &str = "sensitive_name";
/// The field is outside the allowlist.
pub const REASON_NOT_ALLOWLISTED: &str = "not_allowlisted";
/// The `http.request.method` of a method that HTTP does not know.
pub const METHOD_OTHER: &str = "_OTHER";

/// Upper bounds, in seconds, of the duration histograms (OpenTelemetry semantic conventions for HTTP).
pub const DURATION_BOUNDS_SECONDS: &[f64] =
    &[0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];

/// Every label name.
pub const LABELS: &[&str] = &[
    LABEL_HTTP_REQUEST_METHOD,
    LABEL_HTTP_ROUTE,
    LABEL_HTTP_RESPONSE_STATUS_CODE,
    LABEL_URL_SCHEME,
    LABEL_NETWORK_PROTOCOL_NAME,
    LABEL_NETWORK_PROTOCOL_VERSION,
    LABEL_ERROR_TYPE,
    LABEL_SERVER_ADDRESS,
    LABEL_SERVER_PORT,
    LABEL_SERVICE,
    LABEL_CODE,
    LABEL_MESSAGING_SYSTEM,
    LABEL_MESSAGING_DESTINATION_NAME,
    LABEL_DROP_REASON,
    LABEL_REASON,
    LABEL_LEVEL,
    LABEL_SINK,
    LABEL_EXPORTER,
    LABEL_VIOLATION,
];

/// Why a message was lost.
pub const DROP_REASONS: &[&str] = &[DROP_QUEUE_FULL, DROP_STALE, DROP_SUBSCRIBER_GONE, DROP_OVERSIZED, DROP_INVALID];

/// Where lines go.
pub const SINKS: &[&str] = &[SINK_STDOUT, SINK_FILE, SINK_BUFFER];

/// What leaves the process otherwise.
pub const EXPORTERS: &[&str] = &[EXPORTER_OTLP_TRACES, EXPORTER_OTLP_METRICS, EXPORTER_OTLP_LOGS, EXPORTER_SENTRY];

/// Why a value was redacted, beside the kinds found in text.
pub const REDACTION_REASONS: &[&str] = &[REASON_SENSITIVE_NAME, REASON_NOT_ALLOWLISTED];

/// Every value of the closed sets.
pub const LABEL_VALUES: &[&str] = &[
    DROP_QUEUE_FULL,
    DROP_STALE,
    DROP_SUBSCRIBER_GONE,
    DROP_OVERSIZED,
    DROP_INVALID,
    SINK_STDOUT,
    SINK_FILE,
    SINK_BUFFER,
    EXPORTER_OTLP_TRACES,
    EXPORTER_OTLP_METRICS,
    EXPORTER_OTLP_LOGS,
    EXPORTER_SENTRY,
    REASON_SENSITIVE_NAME,
    REASON_NOT_ALLOWLISTED,
    METHOD_OTHER,
];

/// Every metric name.
pub const ALL: &[&str] = &[
    HTTP_SERVER_REQUEST_DURATION,
    HTTP_SERVER_ACTIVE_REQUESTS,
    HTTP_CLIENT_REQUEST_DURATION,
    HTTP_RESPONSES,
    SSE_SUBSCRIBERS_ACTIVE,
    MESSAGES_CONSUMED_TOTAL,
    MESSAGES_FORWARDED_TOTAL,
    MESSAGES_DROPPED_TOTAL,
    MESSAGES_QUEUED,
    MESSAGES_HELD_BYTES,
    BROKER_MESSAGES_WAITING,
    BROKER_RECONNECTS_TOTAL,
    MESSAGING_CLIENT_OPERATION_DURATION,
    MESSAGING_PROCESS_DURATION,
    REDACTIONS_TOTAL,
    LOG_LINES_TOTAL,
    LOG_LINES_DROPPED_TOTAL,
    LINES_WITHOUT_CONTEXT_TOTAL,
    TOKIO_WORKERS,
    TOKIO_ALIVE_TASKS,
    TOKIO_GLOBAL_QUEUE_DEPTH,
    TOKIO_BUSY_RATIO,
    TELEMETRY_DROPPED_TOTAL,
    SECURITY_EVENTS_TOTAL,
    AUDIT_DENIALS_DROPPED_TOTAL,
];
