//! What may happen to a value instead of erasing it.

mod kept;

pub(crate) use self::kept::{KEPT_PREFIX, MAX_KEPT};
