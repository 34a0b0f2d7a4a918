//! Files as the log needs them: one place whatever links lead to it, replaced at once or not at all, and owned as before.

mod located;
mod owner;
mod place;
mod sync_folder;
mod temporary;

pub(crate) use self::located::{folder_of, located};
pub(crate) use self::owner::{own_like, private};
pub(crate) use self::place::is_at;
pub(crate) use self::sync_folder::sync_folder;
pub(crate) use self::temporary::{Temporary, Written, remove_leftovers};
