//! The signatures of `docs/api.md` that the feature `identity` adds.
#![cfg(feature = "identity")]

use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode};
use tracewell::Identity;
use tracewell::identity::{
    Caller, ConfigError, Email, Error, IdentityLayer, Profile, TokenIdPrefix, Verifier, VerifierBuilder, admit, bearer,
    require_any_role, require_role, require_team,
};

#[test]
fn identity() {
    let _: fn(&'static str) -> VerifierBuilder = Verifier::builder;
    let _: fn(VerifierBuilder) -> VerifierBuilder = VerifierBuilder::times_from_environment;
    let _: fn(VerifierBuilder) -> Result<Verifier, ConfigError> = VerifierBuilder::build;
    let _: fn(&HeaderMap) -> Result<&[u8], Error> = bearer;
    let _: fn(Verifier) -> IdentityLayer<Verifier> = IdentityLayer::new;
    let _: fn(&Caller) -> &Identity = Caller::identity;
    let _: fn(&Caller) -> Option<&Email> = Caller::email;
    let _: fn(&Caller) -> Option<&Profile> = Caller::profile;
    let _: fn(&Identity, &str) -> Result<(), Error> = require_team;
    let _: fn(&Identity, &str) -> Result<(), Error> = require_role;
    let _: fn(&Identity, [&'static str; 1]) -> Result<(), Error> = require_any_role;
    let _: fn(&Error) -> Option<&'static str> = Error::violation;
    let _: fn(&Error) -> StatusCode = Error::status;
    let _: fn(&Error) -> Option<HeaderValue> = Error::challenge;
    let _: fn(&Error) -> Option<&TokenIdPrefix> = Error::token_id;
}

#[test]
fn what_waits_may_be_sent_to_another_thread() {
    fn sendable<F: Future<Output = Result<Caller, Error>> + Send>(_: F) {}
    let _ = |verifier: &Verifier, head: &mut Parts, token: &[u8]| {
        sendable(verifier.verify(token));
        sendable(admit(verifier, head));
    };
}
