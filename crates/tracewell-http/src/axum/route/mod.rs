//! Tells the layers outside a router which of its routes matched.

mod layer;
mod service;

pub use self::layer::RouteLayer;
pub use self::service::RouteService;
