//! Messages through a broker: in the process, or RabbitMQ; and the hub of one instance joined to those of others.

#[cfg(feature = "amqp")]
pub(crate) mod amqp;
mod backoff;
#[expect(clippy::module_inception, reason = "the folder is the broker with all that belongs to it")]
mod broker;
mod handler;
mod in_process;
mod link;
mod message;
mod meter;
mod process;
mod publish_failure;
#[cfg(feature = "amqp")]
mod seen;
mod state;
mod tell;

pub use self::broker::{BoxFuture, Broker};
pub use self::handler::{Failure, Handler};
pub use self::in_process::{InProcess, InProcessBuilder};
pub use self::link::Link;
pub use self::message::Message;
pub use self::publish_failure::PublishFailure;
