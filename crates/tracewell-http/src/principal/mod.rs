//! Binds the principal that an outer layer authenticated.

mod layer;
mod service;
mod shown;

pub use self::layer::PrincipalLayer;
pub use self::service::PrincipalService;
pub(crate) use self::shown::shown;
