//! Header names, in lower case.

/// The correlation id, in and out.
pub const X_REQUEST_ID: &str = "x-request-id";
/// W3C trace context: trace, parent, flags.
pub const TRACEPARENT: &str = "traceparent";
/// W3C trace context: vendors' state.
pub const TRACESTATE: &str = "tracestate";
/// W3C baggage.
pub const BAGGAGE: &str = "baggage";
/// Credentials; only the scheme is ever logged.
pub const AUTHORIZATION: &str = "authorization";
/// Credentials for a proxy; only the scheme is ever logged.
pub const PROXY_AUTHORIZATION: &str = "proxy-authorization";
/// Cookies; only names are ever logged.
pub const COOKIE: &str = "cookie";
/// A cookie set; only its name is ever logged.
pub const SET_COOKIE: &str = "set-cookie";
/// The client's program.
pub const USER_AGENT: &str = "user-agent";
/// The host asked for.
pub const HOST: &str = "host";
/// Media type of the body.
pub const CONTENT_TYPE: &str = "content-type";
/// Bytes of the body.
pub const CONTENT_LENGTH: &str = "content-length";
/// Where to go on.
pub const LOCATION: &str = "location";
/// Where the client came from.
pub const REFERER: &str = "referer";
/// Methods that a resource has.
pub const ALLOW: &str = "allow";
/// Seconds to wait.
pub const RETRY_AFTER: &str = "retry-after";
/// The last event a stream's client saw.
pub const LAST_EVENT_ID: &str = "last-event-id";
/// gRPC status, header or trailer.
pub const GRPC_STATUS: &str = "grpc-status";
/// gRPC error text, header or trailer.
pub const GRPC_MESSAGE: &str = "grpc-message";
/// Proxies' account of the client (RFC 7239).
pub const FORWARDED: &str = "forwarded";
/// Proxies' account of the client's address.
pub const X_FORWARDED_FOR: &str = "x-forwarded-for";
/// Proxies' account of the scheme.
pub const X_FORWARDED_PROTO: &str = "x-forwarded-proto";
/// Proxies' account of the host.
pub const X_FORWARDED_HOST: &str = "x-forwarded-host";
/// A proxy's account of the client's address.
pub const X_REAL_IP: &str = "x-real-ip";
/// Team of the bundled service's development identity.
pub const X_DEV_TEAM: &str = "x-dev-team";
/// Roles of the bundled service's development identity, comma-separated.
pub const X_DEV_ROLES: &str = "x-dev-roles";

/// Every header.
pub const ALL: &[&str] = &[
    X_REQUEST_ID,
    TRACEPARENT,
    TRACESTATE,
    BAGGAGE,
    AUTHORIZATION,
    PROXY_AUTHORIZATION,
    COOKIE,
    SET_COOKIE,
    USER_AGENT,
    HOST,
    CONTENT_TYPE,
    CONTENT_LENGTH,
    LOCATION,
    REFERER,
    ALLOW,
    RETRY_AFTER,
    LAST_EVENT_ID,
    GRPC_STATUS,
    GRPC_MESSAGE,
    FORWARDED,
    X_FORWARDED_FOR,
    X_FORWARDED_PROTO,
    X_FORWARDED_HOST,
    X_REAL_IP,
    X_DEV_TEAM,
    X_DEV_ROLES,
];
