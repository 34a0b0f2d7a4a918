//! A hub joined to a broker, so that several instances share their events.

#[expect(clippy::module_inception, reason = "the folder is the link with all that belongs to it")]
mod link;
mod local;
#[cfg(feature = "amqp")]
mod outbox;
#[cfg(feature = "amqp")]
mod remote;
#[cfg(feature = "amqp")]
mod wire;

pub use self::link::Link;
