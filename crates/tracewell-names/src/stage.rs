//! Built-in stage names.
//!
//! Any stage that started may also end as `error`, `denied` or `cancelled` ([`crate::outcome`]).

/// An identity is asked for outside: `start`, `ok`.
pub const IDENTITY_EXTERNAL: &str = "identity.external";
/// The issuer's keys: `start`, `from_cache`, `resolved`.
pub const IDENTITY_JWKS: &str = "identity.jwks";
/// Look-up of a token that was verified before; has `cache_hit`, no outcome.
pub const IDENTITY_TOKEN_CACHE: &str = "identity.token.cache";
/// The e-mail address: `start`, `from_cache`, `resolved`; `from_token` needs no start.
pub const IDENTITY_EMAIL: &str = "identity.email";
/// Look-up of the e-mail address; has `cache_hit`, no outcome.
pub const IDENTITY_EMAIL_CACHE: &str = "identity.email.cache";
/// The profile: `start`, `from_cache`, `resolved`.
pub const IDENTITY_PROFILE: &str = "identity.profile";
/// Look-up of the profile; has `cache_hit`, no outcome.
pub const IDENTITY_PROFILE_CACHE: &str = "identity.profile.cache";
/// Everything a request passes before its handler: `start`, `ok`, `error`.
pub const ROUTER_CHECK_SECURITY_GROUP: &str = "router.check_security_group";
/// Who is calling: `start`, `ok`.
pub const ROUTER_IDENTITY_RESOLUTION: &str = "router.identity_resolution";
/// What the caller may be: `start`, `ok`.
pub const ROUTER_PROFILE_RESOLUTION: &str = "router.profile_resolution";
/// The identity is handed on: `start`, `ok`.
pub const ROUTER_IDENTITY_INJECTION: &str = "router.identity_injection";
/// The profile is handed on: `start`, `ok`.
pub const ROUTER_PROFILE_INJECTION: &str = "router.profile_injection";
/// An identity read from the body: `start`, `ok`.
pub const ROUTER_BODY_IDP_AUTH: &str = "router.body_idp_auth";
/// Inbound identity headers are removed; neither starts nor ends.
pub const ROUTER_STRIP_INBOUND_MYCELIUM_HEADERS: &str = "router.strip_inbound_mycelium_headers";

/// Every built-in stage.
pub const ALL: &[&str] = &[
    IDENTITY_EXTERNAL,
    IDENTITY_JWKS,
    IDENTITY_TOKEN_CACHE,
    IDENTITY_EMAIL,
    IDENTITY_EMAIL_CACHE,
    IDENTITY_PROFILE,
    IDENTITY_PROFILE_CACHE,
    ROUTER_CHECK_SECURITY_GROUP,
    ROUTER_IDENTITY_RESOLUTION,
    ROUTER_PROFILE_RESOLUTION,
    ROUTER_IDENTITY_INJECTION,
    ROUTER_PROFILE_INJECTION,
    ROUTER_BODY_IDP_AUTH,
    ROUTER_STRIP_INBOUND_MYCELIUM_HEADERS,
];
