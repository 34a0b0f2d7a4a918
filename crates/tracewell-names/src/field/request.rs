//! Requests and responses.

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
