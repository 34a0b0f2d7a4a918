//! Who may do what: asked before anything is done, answered with a typed denial.

mod action;
mod authority;
mod denied;
mod scope;
mod team_isolation;

pub use self::action::Action;
pub use self::authority::Authority;
pub use self::denied::Denied;
pub use self::scope::Scope;
pub use self::team_isolation::TeamIsolation;
