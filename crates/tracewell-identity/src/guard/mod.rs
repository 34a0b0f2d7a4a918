//! Guards: who may go on.

mod require;

pub use self::require::{require_any_role, require_role, require_team};
