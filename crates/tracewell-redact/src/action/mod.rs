//! What may happen to a value instead of erasing it: chosen per class of values, and failing closed.

mod class;
mod keep_last;
mod key_file;
mod key_file_problem;
mod key_ring;
mod keyed_hash;
mod likely;
mod truncate_ip;
mod value_action;

pub use self::class::Class;
pub(crate) use self::keep_last::{KEPT_PREFIX, MAX_KEPT, keep_last};
pub use self::key_file_problem::KeyFileProblem;
pub use self::key_ring::KeyRing;
pub(crate) use self::keyed_hash::is_key_id;
pub(crate) use self::truncate_ip::truncate_ip;
pub use self::value_action::Action;
