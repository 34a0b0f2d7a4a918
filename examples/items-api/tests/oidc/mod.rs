//! The issuer of the tests of `tracewell-identity`, for the program as a whole.

#![allow(clippy::unwrap_used, dead_code, unused_imports, reason = "tests, each of which uses a part")]

#[path = "../../../../crates/tracewell-identity/tests/support/issuer.rs"]
mod issuer;
#[path = "../../../../crates/tracewell-identity/tests/support/key.rs"]
mod key;
#[path = "../../../../crates/tracewell-identity/tests/support/token.rs"]
mod token;

pub(crate) use self::issuer::{Answer, DISCOVERY, Issuer, JWKS, USERINFO};
pub(crate) use self::key::TestKey;
pub(crate) use self::token::{Token, now};
