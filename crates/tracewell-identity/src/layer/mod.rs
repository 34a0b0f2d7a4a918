//! The tower layer, and what a request passes in it.

mod admission;
mod layer;
mod refuse;
mod security_group;
mod service;

pub(crate) use self::admission::admit;
pub use self::layer::IdentityLayer;
#[cfg(feature = "axum")]
pub(crate) use self::refuse::bare;
pub use self::refuse::{Bare, Refuse};
pub(crate) use self::security_group::SecurityGroup;
pub use self::service::IdentityService;
