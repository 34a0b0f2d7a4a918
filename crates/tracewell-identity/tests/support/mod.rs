//! A real issuer in this process, and real keys.

#![allow(clippy::unwrap_used, dead_code, unused_imports, reason = "tests, each of which uses a part")]

mod issuer;
mod key;
mod token;
mod told;

pub(crate) use self::issuer::{Answer, DISCOVERY, Issuer, JWKS, USERINFO};
pub(crate) use self::key::TestKey;
pub(crate) use self::token::{Token, now};
pub(crate) use self::told::{Told, check_flow};
