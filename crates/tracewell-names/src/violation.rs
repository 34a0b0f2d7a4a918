//! Codes of denials: the `violation` of a security event.

/// No token came.
pub const TOKEN_MISSING: &str = "token_missing";
/// The token cannot be read or verified.
pub const TOKEN_INVALID: &str = "token_invalid";
/// The token's time is over.
pub const TOKEN_EXPIRED: &str = "token_expired";
/// The token was withdrawn.
pub const TOKEN_REVOKED: &str = "token_revoked";
/// A role is missing.
pub const PERMISSION_DENIED: &str = "permission_denied";
/// Data of another team was asked for.
pub const CROSS_TENANT_ACCESS: &str = "cross_tenant_access";
/// A stream of another team was asked for.
pub const CROSS_TENANT_SSE_ACCESS: &str = "cross_tenant_sse_access";
/// The proof against cross-site forgery is missing or wrong.
pub const CSRF_FAILED: &str = "csrf_failed";
/// Too many requests.
pub const RATE_LIMITED: &str = "rate_limited";

/// Every code.
pub const ALL: &[&str] = &[
    TOKEN_MISSING,
    TOKEN_INVALID,
    TOKEN_EXPIRED,
    TOKEN_REVOKED,
    PERMISSION_DENIED,
    CROSS_TENANT_ACCESS,
    CROSS_TENANT_SSE_ACCESS,
    CSRF_FAILED,
    RATE_LIMITED,
];
