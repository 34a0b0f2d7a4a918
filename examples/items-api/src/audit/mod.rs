//! The audit log of the service: who did what, on disk before it shows, and the state as of any time.

mod as_of;
mod client;
mod deny;
mod ledger;
mod opening;
mod refused;

pub(crate) use self::as_of::routes;
pub(crate) use self::deny::{deny, unasked, unauthenticated};
pub(crate) use self::ledger::Ledger;
pub(crate) use self::opening::{CannotOpen, lock_wait};
pub(crate) use self::refused::refused;
