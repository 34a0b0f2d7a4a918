use tracewell_flow::stages;
use tracewell_names::stage::{IDENTITY_JWKS, IDENTITY_TOKEN_CACHE};

stages! {
    /// Whether the token was verified before.
    pub(super) IdentityTokenCache = IDENTITY_TOKEN_CACHE lookup
    /// Whether the keys are here, and the one among them that the token names.
    pub(super) IdentityJwksCache = IDENTITY_JWKS lookup
}
