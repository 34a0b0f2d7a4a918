//! The chain: which line may follow which, and where it breaks.

mod chain;
mod coverage;
mod fault;
mod head;

pub(crate) use self::chain::{Chain, Link};
pub use self::fault::{Fault, Reason};
pub use self::head::Head;
