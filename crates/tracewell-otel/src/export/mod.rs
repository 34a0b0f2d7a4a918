//! What happens off the request path: bounded queues, batches, attempts, outages, on one thread of our own.

mod delivery;
mod order;
mod outage;
mod queue;
mod totals;
mod worker;

pub(crate) use self::order::Orders;
pub(crate) use self::queue::Queue;
pub(crate) use self::totals::Totals;
pub(crate) use self::worker::{Source, Work, is_export_thread, start};
