//! What differs between systems: how a file is opened, who may read it, and whether two are the same.

#[cfg(not(unix))]
mod portable;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
pub(super) use self::portable::{Identity, create_directory, open};
#[cfg(unix)]
pub(super) use self::unix::{Identity, create_directory, open};
