//! What happens off the request path: batches of each signal and how they are sent, on one thread of our own.

mod accounts;
mod batches;
mod exporter;
mod outage;
mod start;

pub(crate) use self::accounts::Accounts;
pub(crate) use self::batches::Batches;
use self::exporter::Exporter;
pub(crate) use self::start::{Work, start};
