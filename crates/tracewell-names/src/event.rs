//! Event names: the `message` of the library's own lines, word for word.
//!
//! Stage events ([`crate::stage`]) have free text as their message and are not listed here.

/// INFO, `tracewell::init`: the first line of a process; says what is switched on.
pub const OBSERVABILITY_INITIALIZED: &str = "observability_initialized";

// Inbound HTTP.

/// INFO, DEBUG on a quiet route, WARN or ERROR for a 5xx, `tracewell::http`: the response went out to its end.
pub const REQUEST_COMPLETED: &str = "request_completed";
/// WARN or ERROR like a 5xx, `tracewell::http`: the service or its body returned an error or panicked.
pub const REQUEST_FAILED: &str = "request_failed";
/// INFO, DEBUG on a quiet route, `tracewell::http`: the request was dropped before its response had gone out.
pub const REQUEST_CANCELLED: &str = "request_cancelled";
/// WARN, `tracewell::http`: still running after `LOG_STALL_MS`; at most once a request, never for a stream.
pub const REQUEST_STALLED: &str = "request_stalled";
/// INFO, `tracewell::http`: the end of a connection whose upgrade was completed with 101.
pub const WEBSOCKET_CLOSED: &str = "websocket_closed";

// Jobs and messages.

/// INFO, `tracewell::job`: a job returned.
pub const JOB_COMPLETED: &str = "job_completed";
/// WARN or ERROR, `tracewell::job`: a job returned an error or panicked.
pub const JOB_FAILED: &str = "job_failed";
/// INFO, `tracewell::job`: a job was dropped before it ended.
pub const JOB_CANCELLED: &str = "job_cancelled";
/// INFO, `tracewell::broker`: a message was handled.
pub const MESSAGE_PROCESSED: &str = "message_processed";
/// WARN, `tracewell::broker`: handling a message failed.
pub const MESSAGE_FAILED: &str = "message_failed";

// Failures.

/// ERROR, `tracewell::failure`: a panic or an unexpected error, with its chain.
pub const UNHANDLED_EXCEPTION: &str = "unhandled_exception";
/// ERROR, `tracewell::failure`: a handler answered 5xx on purpose.
pub const HTTP_EXCEPTION_5XX: &str = "http_exception_5xx";
/// DEBUG, `tracewell::failure`: a handler answered 4xx.
pub const HTTP_EXCEPTION_4XX: &str = "http_exception_4xx";
/// INFO, `tracewell::failure`: a body, query or path could not be read; replaces `http_exception_4xx`.
pub const VALIDATION_ERROR: &str = "validation_error";

// Outbound HTTP.

/// DEBUG, `tracewell::client`: a call to another service begins.
pub const EXTERNAL_HTTP_REQUEST: &str = "external_http_request";
/// INFO, WARN for a 5xx, `tracewell::client`: any answer of another service.
pub const EXTERNAL_HTTP_RESPONSE: &str = "external_http_response";
/// WARN, `tracewell::client`: a call got no answer at all.
pub const EXTERNAL_HTTP_ERROR: &str = "external_http_error";

// Security.

/// level by violation, `tracewell::security`: a denial or an anomaly.
pub const SECURITY_EVENT: &str = "security_event";
/// DEBUG, INFO for a revoked one, `tracewell::security`: what is wrong with a token.
pub const TOKEN_ANOMALY: &str = "token_anomaly";
/// WARN, `tracewell::abuse`: a client address crossed its threshold; once a window.
pub const ABUSE_SIGNAL_HOST: &str = "abuse_signal_host";
/// WARN, `tracewell::abuse`: a user crossed their threshold; once a window.
pub const ABUSE_SIGNAL_USER: &str = "abuse_signal_user";
/// WARN, `tracewell::abuse`: the shared counters cannot be reached; counting goes on in memory.
pub const ABUSE_TRACKING_DEGRADED: &str = "abuse_tracking_degraded";
/// INFO, `tracewell::abuse`: the shared counters answer again.
pub const ABUSE_TRACKING_RESTORED: &str = "abuse_tracking_restored";

// Server-sent events.

/// INFO, `tracewell::sse`: a client opened a stream.
pub const SSE_STREAM_STARTED: &str = "sse_stream_started";
/// INFO, `tracewell::sse`: the client left first; `sse_stream_ended` follows.
pub const SSE_CLIENT_DISCONNECTED: &str = "sse_client_disconnected";
/// INFO, `tracewell::sse`: exactly one for each stream started.
pub const SSE_STREAM_ENDED: &str = "sse_stream_ended";
/// DEBUG, `tracewell::sse`: a queue was attached to the hub.
pub const SSE_SUBSCRIBED: &str = "sse_subscribed";
/// DEBUG, `tracewell::sse`: a queue was taken off the hub.
pub const SSE_UNSUBSCRIBED: &str = "sse_unsubscribed";
/// WARN, rate-limited, `tracewell::sse`: one subscriber is too slow and lost a message.
pub const SSE_SUBSCRIBER_QUEUE_FULL: &str = "sse_subscriber_queue_full";

// Broker.

/// INFO, `tracewell::broker`: the link was switched on.
pub const BROKER_STARTED: &str = "broker_started";
/// INFO, `tracewell::broker`: the link was switched off, with its totals.
pub const BROKER_STOPPED: &str = "broker_stopped";
/// INFO, `tracewell::broker`: a connection attempt begins.
pub const BROKER_CONNECTING: &str = "broker_connecting";
/// INFO, `tracewell::broker`: the link is up.
pub const BROKER_CONNECTED: &str = "broker_connected";
/// WARN, `tracewell::broker`: the link broke.
pub const BROKER_DISCONNECTED: &str = "broker_disconnected";
/// WARN, `tracewell::broker`: the next attempt is planned.
pub const BROKER_RETRY_SCHEDULED: &str = "broker_retry_scheduled";
/// WARN, rate-limited, `tracewell::broker`: a message did not reach every subscriber.
pub const MESSAGES_DROPPED_BACKPRESSURE: &str = "messages_dropped_backpressure";
/// INFO, `tracewell::broker`: totals, every 60 s while anything changed.
pub const MESSAGING_STATS: &str = "messaging_stats";

// Logging itself.

/// INFO, `tracewell::log`: a sink was opened.
pub const LOG_SINK_READY: &str = "log_sink_ready";
/// WARN, `tracewell::log`: a sink cannot be written; the service runs on.
pub const LOG_SINK_DEGRADED: &str = "log_sink_degraded";
/// INFO, `tracewell::log`: a sink can be written again.
pub const LOG_SINK_RESTORED: &str = "log_sink_restored";
/// WARN, `tracewell::log`: lines were lost because a sink was too slow or broken.
pub const LOG_LINES_DROPPED: &str = "log_lines_dropped";
/// WARN, `tracewell::log`: the filter was changed while running, or went back.
pub const LOG_LEVEL_CHANGED: &str = "log_level_changed";

// Export and audit.

/// WARN, `tracewell::otel` or `tracewell::sentry`: an exporter fails; once an outage.
pub const TELEMETRY_EXPORT_FAILED: &str = "telemetry_export_failed";
/// INFO, `tracewell::otel` or `tracewell::sentry`: the outage is over.
pub const TELEMETRY_EXPORT_RESTORED: &str = "telemetry_export_restored";
/// INFO, `tracewell::audit`: the head of the audit chain, every 60 s if it moved, and at shutdown.
pub const AUDIT_CHECKPOINT: &str = "audit_checkpoint";
/// WARN, `tracewell::audit`: a last line that was never written to its end was cut off when the log was opened.
pub const AUDIT_TAIL_CUT: &str = "audit_tail_cut";
/// ERROR, `tracewell::audit`: the chain is broken at the start: it is refused, or a new segment goes on behind the break.
pub const AUDIT_CHAIN_BROKEN: &str = "audit_chain_broken";
/// ERROR, `tracewell::audit`: changes are refused, or reads and denials not written as the disk fills; once an outage.
pub const AUDIT_WRITE_FAILED: &str = "audit_write_failed";
/// INFO, `tracewell::audit`: changes are written again.
pub const AUDIT_WRITE_RESTORED: &str = "audit_write_restored";

// Configuration.

/// WARN, `tracewell::init`: a variable did not parse and its safe default is used; never the value.
pub const CONFIG_INVALID: &str = "config_invalid";
/// WARN, `tracewell::init`: the environment asks for a feature this build does not have.
pub const FEATURE_NOT_COMPILED: &str = "feature_not_compiled";
/// WARN, `tracewell::init`: an attempt to switch redaction off outside development was ignored.
pub const PII_FILTERING_FORCED: &str = "pii_filtering_forced";

/// Every event name, in the order of the reference page.
pub const ALL: &[&str] = &[
    OBSERVABILITY_INITIALIZED,
    REQUEST_COMPLETED,
    REQUEST_FAILED,
    REQUEST_CANCELLED,
    REQUEST_STALLED,
    WEBSOCKET_CLOSED,
    JOB_COMPLETED,
    JOB_FAILED,
    JOB_CANCELLED,
    MESSAGE_PROCESSED,
    MESSAGE_FAILED,
    UNHANDLED_EXCEPTION,
    HTTP_EXCEPTION_5XX,
    HTTP_EXCEPTION_4XX,
    VALIDATION_ERROR,
    EXTERNAL_HTTP_REQUEST,
    EXTERNAL_HTTP_RESPONSE,
    EXTERNAL_HTTP_ERROR,
    SECURITY_EVENT,
    TOKEN_ANOMALY,
    ABUSE_SIGNAL_HOST,
    ABUSE_SIGNAL_USER,
    ABUSE_TRACKING_DEGRADED,
    ABUSE_TRACKING_RESTORED,
    SSE_STREAM_STARTED,
    SSE_CLIENT_DISCONNECTED,
    SSE_STREAM_ENDED,
    SSE_SUBSCRIBED,
    SSE_UNSUBSCRIBED,
    SSE_SUBSCRIBER_QUEUE_FULL,
    BROKER_STARTED,
    BROKER_STOPPED,
    BROKER_CONNECTING,
    BROKER_CONNECTED,
    BROKER_DISCONNECTED,
    BROKER_RETRY_SCHEDULED,
    MESSAGES_DROPPED_BACKPRESSURE,
    MESSAGING_STATS,
    LOG_SINK_READY,
    LOG_SINK_DEGRADED,
    LOG_SINK_RESTORED,
    LOG_LINES_DROPPED,
    LOG_LEVEL_CHANGED,
    TELEMETRY_EXPORT_FAILED,
    TELEMETRY_EXPORT_RESTORED,
    AUDIT_CHECKPOINT,
    AUDIT_TAIL_CUT,
    AUDIT_CHAIN_BROKEN,
    AUDIT_WRITE_FAILED,
    AUDIT_WRITE_RESTORED,
    CONFIG_INVALID,
    FEATURE_NOT_COMPILED,
    PII_FILTERING_FORCED,
];
