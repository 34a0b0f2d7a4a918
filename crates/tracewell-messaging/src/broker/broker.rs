use std::fmt;
use std::pin::Pin;

use super::{Message, PublishFailure};
use crate::LinkStats;

/// A future in a box, so that brokers can be exchanged at run time.
pub type BoxFuture<'f, T> = Pin<Box<dyn Future<Output = T> + Send + 'f>>;

/// What messages are published to: [`InProcess`](super::InProcess), or RabbitMQ with the feature `amqp`.
///
/// What is consumed goes to the [`Handler`](super::Handler) that a broker was started with.
pub trait Broker: fmt::Debug + Send + Sync {
    /// Publishes a message. When it returns `Ok`, the broker has it: it will be delivered at least once, as far as the
    /// broker keeps its word.
    ///
    /// # Errors
    ///
    /// It is not certain that the broker has it.
    fn publish(&self, message: Message) -> BoxFuture<'_, Result<(), PublishFailure>>;

    /// How the link is doing.
    fn stats(&self) -> LinkStats;

    /// Takes no more messages, lets those that are handled end, and closes.
    fn stop(&self) -> BoxFuture<'_, ()>;
}
