//! A limiter that acts on abuse signals.

mod future;
mod layer;
mod limiter;
mod service;

pub use self::future::LimitFuture;
pub use self::layer::LimitLayer;
pub use self::service::LimitService;
