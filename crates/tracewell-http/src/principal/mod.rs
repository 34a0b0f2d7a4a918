//! Binds the principal that an outer layer authenticated.

mod layer;
mod service;

pub use self::layer::PrincipalLayer;
pub use self::service::PrincipalService;
