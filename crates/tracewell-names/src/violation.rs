//! Codes of denials and anomalies: the `violation` of a security event.
//!
//! An application's own codes have a namespace, `shop.coupon_guessing`; these have none.

/// No token came.
pub const TOKEN_MISSING: &str = "token_missing";
/// The token cannot be read or verified.
pub const TOKEN_INVALID: &str = "token_invalid";
/// The token's time is over.
pub const TOKEN_EXPIRED: &str = "token_expired";
/// The token was withdrawn.
pub const TOKEN_REVOKED: &str = "token_revoked";
/// The token has not the form of one.
pub const TOKEN_MALFORMED: &str = "token_malformed";
/// The token's signature is not its issuer's.
pub const TOKEN_SIGNATURE_INVALID: &str = "token_signature_invalid";
/// Name and password, or what stands for them, do not fit.
pub const LOGIN_FAILED: &str = "login_failed";
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
/// Ids are tried one after the other.
pub const ID_PROBING: &str = "id_probing";
/// A step came that its flow does not allow here.
pub const SEQUENCE_VIOLATION: &str = "sequence_violation";
/// The input has the shape of an attack.
pub const INPUT_ATTACK: &str = "input_attack";
/// Redaction is switched off.
pub const REDACTION_DISABLED: &str = "redaction_disabled";
/// The audit log is switched off.
pub const AUDIT_DISABLED: &str = "audit_disabled";

/// Every code.
pub const ALL: &[&str] = &[
    TOKEN_MISSING,
    TOKEN_INVALID,
    TOKEN_EXPIRED,
    TOKEN_REVOKED,
    TOKEN_MALFORMED,
    TOKEN_SIGNATURE_INVALID,
    LOGIN_FAILED,
    PERMISSION_DENIED,
    CROSS_TENANT_ACCESS,
    CROSS_TENANT_SSE_ACCESS,
    CSRF_FAILED,
    RATE_LIMITED,
    ID_PROBING,
    SEQUENCE_VIOLATION,
    INPUT_ATTACK,
    REDACTION_DISABLED,
    AUDIT_DISABLED,
];
