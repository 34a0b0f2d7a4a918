//! Windows in the memory of this process: bounded, sharded, and deaf to floods.

mod often;
mod once;
mod shard;
mod windows;

pub(crate) use self::windows::{Limit, Windows};
