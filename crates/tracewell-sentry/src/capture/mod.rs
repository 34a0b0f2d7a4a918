//! From a failure to an event: what is known of it, and of the work it happened in.

mod active;
mod captured;
mod exceptions;
mod stack;
mod work;

pub(crate) use self::active::{Capture, activate, deactivate};
pub(crate) use self::captured::hear;
pub use self::captured::{capture_exception, capture_message};
pub(crate) use self::work::Work;
