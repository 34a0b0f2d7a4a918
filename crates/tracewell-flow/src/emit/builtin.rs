use tracewell_names::outcome::{FROM_CACHE, FROM_TOKEN, OK, RESOLVED};
use tracewell_names::stage::{
    IDENTITY_EMAIL, IDENTITY_EMAIL_CACHE, IDENTITY_EXTERNAL, IDENTITY_JWKS, IDENTITY_PROFILE, IDENTITY_PROFILE_CACHE,
    ROUTER_BODY_IDP_AUTH, ROUTER_CHECK_SECURITY_GROUP, ROUTER_IDENTITY_INJECTION, ROUTER_IDENTITY_RESOLUTION,
    ROUTER_PROFILE_INJECTION, ROUTER_PROFILE_RESOLUTION,
};

use crate::stages;

stages! {
    /// `identity.external`: an identity is asked for outside.
    pub IdentityExternal = IDENTITY_EXTERNAL { Ok = OK }
    /// `identity.jwks`: the issuer's keys.
    pub IdentityJwks = IDENTITY_JWKS { FromCache = FROM_CACHE, Resolved = RESOLVED }
    /// `identity.email`: the e-mail address. `FromToken` is said [without a start](crate::Stage::without_start).
    pub IdentityEmail = IDENTITY_EMAIL { FromCache = FROM_CACHE, Resolved = RESOLVED, FromToken = FROM_TOKEN }
    /// `identity.email.cache`: whether the e-mail address was stored.
    pub IdentityEmailCache = IDENTITY_EMAIL_CACHE lookup
    /// `identity.profile`: the profile.
    pub IdentityProfile = IDENTITY_PROFILE { FromCache = FROM_CACHE, Resolved = RESOLVED }
    /// `identity.profile.cache`: whether the profile was stored.
    pub IdentityProfileCache = IDENTITY_PROFILE_CACHE lookup
    /// `router.check_security_group`: everything that a request passes before its handler.
    pub RouterCheckSecurityGroup = ROUTER_CHECK_SECURITY_GROUP { Ok = OK }
    /// `router.identity_resolution`: who is calling.
    pub RouterIdentityResolution = ROUTER_IDENTITY_RESOLUTION { Ok = OK }
    /// `router.profile_resolution`: what the caller may be.
    pub RouterProfileResolution = ROUTER_PROFILE_RESOLUTION { Ok = OK }
    /// `router.identity_injection`: the identity is handed on.
    pub RouterIdentityInjection = ROUTER_IDENTITY_INJECTION { Ok = OK }
    /// `router.profile_injection`: the profile is handed on.
    pub RouterProfileInjection = ROUTER_PROFILE_INJECTION { Ok = OK }
    /// `router.body_idp_auth`: an identity that is read from the body.
    pub RouterBodyIdpAuth = ROUTER_BODY_IDP_AUTH { Ok = OK }
}
