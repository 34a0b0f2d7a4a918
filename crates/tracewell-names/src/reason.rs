//! Why and in which phase something ended early.

// Phases.

/// The service had not answered yet.
pub const HANDLER: &str = "handler";
/// The response body was under way.
pub const BODY: &str = "body";

// Reasons.

/// The client closed the connection.
pub const CLIENT_GONE: &str = "client_gone";
/// The server is stopping.
pub const SERVER_SHUTDOWN: &str = "server_shutdown";
/// A subscriber that could not keep up.
pub const SLOW: &str = "slow";
/// What it stands on is no longer valid: a token's time is over.
pub const EXPIRED: &str = "expired";
/// Something failed.
pub const ERROR: &str = "error";
/// Dropped without a known cause.
pub const UNKNOWN: &str = "unknown";

/// A team's events and queues hold as much as they may.
pub const TEAM_MEMORY: &str = "team_memory";
/// Those of all teams together do.
pub const HUB_MEMORY: &str = "hub_memory";

// Fixed error types.

/// `error_type` of a file sink that has no folder in production.
pub const LOG_DIR_UNSET: &str = "log_dir_unset";
/// `error_type` of an export: the collector can't be reached, or the connection broke.
pub const UNREACHABLE: &str = "unreachable";
/// `error_type` of an export: no answer in time.
pub const TIMEOUT: &str = "timeout";
/// `error_type` of an export: the collector wants less.
pub const THROTTLED: &str = "throttled";
/// `error_type` of an export: the collector does not take it, whoever sends it and how often.
pub const REJECTED: &str = "rejected";
/// `error_type` of an export: the collector does not take it from us.
pub const UNAUTHORIZED: &str = "unauthorized";
/// `error_type` of an export: the collector has a failure of its own.
pub const SERVER_ERROR: &str = "server_error";
/// `error_type` of a call or a broker link: the connection was there, and closed.
pub const CONNECTION_CLOSED: &str = "connection_closed";
/// `error_type` of a broker link: the broker took the consumer away, with its queue most likely.
pub const CONSUMER_CANCELLED: &str = "consumer_cancelled";
/// `error_type` of a broker link: messages wait, and none is delivered.
pub const CONSUMER_SILENT: &str = "consumer_silent";
/// `error_type` of a message: no queue takes what has its routing key.
pub const UNROUTABLE: &str = "unroutable";
/// `error_type` of abuse tracking: more came at once than could wait for the shared store.
pub const QUEUE_FULL: &str = "queue_full";
/// `error_type` of a message that is larger than allowed.
pub const OVERSIZED: &str = "oversized";
/// `error_type` of a message that can't be read, or of a setting that makes no sense.
pub const INVALID: &str = "invalid";
/// `error_type` of a call that its caller did not wait for, and of a message whose handling was given up.
pub const CANCELLED: &str = "cancelled";
/// `error_type` of a handler that panicked, and of a call whose caller did.
pub const PANIC: &str = "panic";
/// `error_type` of a file sink whose name another process has.
pub const FILE_NAME_IN_USE: &str = "file_name_in_use";

/// `error_type` of a call that could not be made.
pub const INVALID_REQUEST: &str = "invalid_request";
/// `error_type` of a redirect that leads nowhere.
pub const REDIRECT: &str = "redirect";
/// `error_type` of an answer that was taken for an error by its status.
pub const STATUS: &str = "status";
/// `error_type` of an answer that cannot be read.
pub const DECODE: &str = "decode";
/// `error_type` of an answer that is too long.
pub const TOO_LARGE: &str = "too_large";
/// `error_type` of a call that failed otherwise.
pub const FAILED: &str = "failed";

/// Values of `phase`.
pub const PHASES: &[&str] = &[HANDLER, BODY];

/// Values of `reason` of a cancelled request.
pub const CANCELLATIONS: &[&str] = &[CLIENT_GONE, SERVER_SHUTDOWN, UNKNOWN];

/// Values of `reason` of a stream that ended.
pub const STREAM_ENDS: &[&str] = &[CLIENT_GONE, SERVER_SHUTDOWN, SLOW, EXPIRED, ERROR];

/// Values of `reason` of a loss that was not by the subscriber's own queue.
pub const MEMORY_BOUNDS: &[&str] = &[TEAM_MEMORY, HUB_MEMORY];

/// Values of `error_type` that the library itself gives.
pub const ERROR_TYPES: &[&str] = &[
    LOG_DIR_UNSET,
    FILE_NAME_IN_USE,
    UNREACHABLE,
    TIMEOUT,
    THROTTLED,
    REJECTED,
    UNAUTHORIZED,
    SERVER_ERROR,
    CANCELLED,
    PANIC,
    CONNECTION_CLOSED,
    INVALID_REQUEST,
    REDIRECT,
    STATUS,
    DECODE,
    TOO_LARGE,
    FAILED,
    CONSUMER_CANCELLED,
    CONSUMER_SILENT,
    UNROUTABLE,
    QUEUE_FULL,
    OVERSIZED,
    INVALID,
];

/// Every word.
pub const ALL: &[&str] = &[
    HANDLER,
    BODY,
    CLIENT_GONE,
    SERVER_SHUTDOWN,
    SLOW,
    EXPIRED,
    ERROR,
    UNKNOWN,
    TEAM_MEMORY,
    HUB_MEMORY,
    LOG_DIR_UNSET,
    FILE_NAME_IN_USE,
    UNREACHABLE,
    TIMEOUT,
    THROTTLED,
    REJECTED,
    UNAUTHORIZED,
    SERVER_ERROR,
    CANCELLED,
    PANIC,
    CONNECTION_CLOSED,
    INVALID_REQUEST,
    REDIRECT,
    STATUS,
    DECODE,
    TOO_LARGE,
    FAILED,
    CONSUMER_CANCELLED,
    CONSUMER_SILENT,
    UNROUTABLE,
    QUEUE_FULL,
    OVERSIZED,
    INVALID,
];
