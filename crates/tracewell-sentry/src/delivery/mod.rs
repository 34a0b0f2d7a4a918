//! The way of an envelope to Sentry: a bounded queue, one thread, one connection.

mod failure;
mod http_post;
mod limits;
mod order;
mod outage;
mod queue;
mod sender;
mod transport;
mod worker;

use self::failure::Failure;
use self::http_post::HttpPost;
use self::limits::{Category, Limits};
use self::order::{Order, OrderBook, Orders};
use self::outage::Outage;
use self::queue::Queue;
use self::sender::Sender;
pub(crate) use self::transport::EnvelopeTransport;
pub(crate) use self::worker::is_export_thread;
