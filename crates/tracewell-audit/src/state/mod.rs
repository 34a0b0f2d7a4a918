//! Rebuilding state from a log: created, updated and deleted are folded, the rest is passed over.

mod change;
mod objects;
mod replay;

pub(crate) use self::change::{Change, id_of};
pub use self::objects::Objects;
pub use self::replay::{replay, replay_until};
