//! The tower layer, and what a request passes in it.

mod admit;
mod layer;
mod refuse;
mod security_group;
mod service;

pub use self::admit::admit;
use self::admit::admit_to;
pub use self::layer::IdentityLayer;
#[cfg(feature = "axum")]
pub(crate) use self::refuse::bare;
pub use self::refuse::{Bare, Refuse};
use self::security_group::SecurityGroup;
pub use self::service::IdentityService;
