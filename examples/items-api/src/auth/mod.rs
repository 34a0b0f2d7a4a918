//! Who is calling: a bearer token becomes a caller with a team, a user and roles, or the request ends with 401.

mod authenticate;
mod authority;
mod caller;
mod dev;
mod first_seen;
mod oidc;
mod refusal;

pub(crate) use self::authenticate::authenticate;
pub(crate) use self::authority::{Authority, AuthorityRefused};
pub(crate) use self::caller::Caller;
pub(crate) use self::refusal::Refusal;
