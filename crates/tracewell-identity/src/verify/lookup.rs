use tracewell_flow::stages;
use tracewell_names::stage::{IDENTITY_JWKS, IDENTITY_TOKEN_CACHE};

stages! {
    /// Whether the token was verified before, and nothing has changed since.
    pub(super) IdentityTokenCache = IDENTITY_TOKEN_CACHE lookup
    /// Whether the key that the token names is here.
    pub(super) IdentityJwksCache = IDENTITY_JWKS lookup
}
