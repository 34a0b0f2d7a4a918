//! More lines for a while: a rule for one team, user, route or target, that ends by itself.

mod cap;
mod change;
mod control_file;
mod filter;
mod handle;
mod rule;
mod watch;

pub(crate) use self::filter::AdjustableFilter;
pub use self::handle::Verbosity;
pub use self::rule::{InvalidRule, Rule};
pub(crate) use self::watch::watch;
