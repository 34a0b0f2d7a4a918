//! The layer that tells denials by the answers that pass it.

mod future;
mod layer;
mod service;

pub use self::future::SecurityFuture;
pub use self::layer::SecurityLayer;
pub use self::service::SecurityService;
