//! Profiles: what a service itself knows of its callers.

mod profile;
mod profile_cache;
mod profile_store;

pub use self::profile::Profile;
pub(crate) use self::profile_cache::ProfileCache;
pub use self::profile_store::{Answer, ProfileStore};
