//! The issuer: what it says of itself, its keys, its users.

mod fetch;
mod issuer;
mod metadata;
mod provider;
mod userinfo;

pub(crate) use self::issuer::Issuer;
pub(crate) use self::provider::{NoUser, Provider};
