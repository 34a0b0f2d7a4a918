//! Requests under way: which of them hang, and a list of them on demand.
//!
//! Each has a slot that is found again by one thread of the process, which looks at all slots from time to time. A slot
//! outlives its request and is taken by a later one, as a rule of the same thread, so that a request costs no memory, no
//! timer and no lock that anybody else holds.

mod active_request;
mod clock;
mod pool;
mod registry;
mod slot;
mod tell;
mod watched;
mod watcher;

pub use self::active_request::{ActiveRequest, active_requests};
pub(crate) use self::watched::Watched;
pub use self::watcher::watch_stalls;
