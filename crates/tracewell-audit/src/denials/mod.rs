//! Denials: noted as far as they are no means to fill the disk.

mod denial;
mod limiter;
mod limits;
mod lost;

pub use self::denial::Denial;
pub(crate) use self::limiter::{Admission, Limiter};
pub use self::limits::DenialLimits;
pub(crate) use self::lost::lost;
