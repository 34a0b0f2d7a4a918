//! Links: from one item of a team to another one, with an origin and properties of their own.

mod endpoint_filter;
mod endpoints;
mod handlers;
mod link;

pub(crate) use self::handlers::routes;
pub(crate) use self::link::Link;
