//! Checkpoints: the state and the last hash, chained, so that the segments before can go.

mod compact;
mod compaction;

pub use self::compact::compact;
pub use self::compaction::Compaction;
