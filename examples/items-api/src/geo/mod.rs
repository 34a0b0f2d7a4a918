//! Where an address is, as another service says: the one outbound call of this one.

mod failure;
mod handlers;
mod service;
mod stub;

pub(crate) use self::handlers::{PARAMETER, routes};
pub(crate) use self::service::Geo;
