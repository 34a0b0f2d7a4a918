//! The way of an envelope to Sentry: a bounded queue, one thread, one connection.

mod envelopes;
mod limits;
mod outage;
mod transport;
mod waiting;

use self::envelopes::Envelopes;
use self::limits::{Category, Limits};
use self::outage::tell;
pub(crate) use self::transport::EnvelopeTransport;
use self::waiting::Waiting;
