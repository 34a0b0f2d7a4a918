use std::time::Duration;

use lapin::message::Delivery as Delivered;
use lapin::options::BasicPublishOptions;
use lapin::types::{AMQPValue, FieldTable, ShortString};
use lapin::{Channel, Confirmation};

use super::hush::Hushed;
use super::properties;
use super::queue::Queue;
use super::session::short;

/// The most that headers may take for a message to be published again with one more, in bytes: they have to fit a frame.
const MAX_HEADERS: usize = 64 * 1024;

/// Ways back for messages that were not handled: to their queue, with their count, and to those that were given up.
///
/// A message is published there and confirmed before the one it came from is acknowledged: whenever the broker or this
/// process dies in between, it comes twice rather than never.
#[derive(Debug)]
pub(super) struct Recount {
    /// To the queue. None where the queue counts deliveries itself, or can't.
    again: Option<ShortString>,
    dead: Option<ShortString>,
    timeout: Duration,
}

impl Recount {
    pub(super) fn of(queue: &Queue, timeout: Duration) -> Self {
        let again = (queue.shared && !queue.replicated).then(|| short(&queue.again_name()));
        let dead = (queue.shared && queue.dead_letter).then(|| short(&queue.dead_name()));
        Self { again, dead, timeout }
    }

    /// Whether counts go with the messages.
    pub(super) fn counts(&self) -> bool {
        self.again.is_some()
    }

    /// The number of this delivery, as far as it was counted: from 1.
    pub(super) fn attempt(&self, delivered: &Delivered) -> u64 {
        match &self.again {
            // Only what came back by that way has a count; anything else was made up by whoever published it.
            Some(again) if delivered.exchange == *again => properties::counted(&delivered.properties),
            Some(_) => 1,
            None => properties::attempt(&delivered.properties, delivered.redelivered),
        }
    }

    /// Whether a message can be published again as it is.
    pub(super) fn is_portable(delivered: &Delivered) -> bool {
        !properties::is_unfit(&delivered.properties)
            && delivered.properties.headers().as_ref().is_none_or(|headers| size(headers) <= MAX_HEADERS)
    }

    /// Puts it behind the others in its queue, to be delivered for the so many-th time. Whether it is there now.
    pub(super) async fn again(&self, publisher: &Channel, delivered: &Delivered, attempt: u64) -> bool {
        let Some(again) = &self.again else { return false };
        let properties = properties::with_count(&delivered.properties, attempt);
        self.publish(publisher, again, delivered, properties).await
    }

    /// Puts it where those are that were given up. Whether it is there now.
    pub(super) async fn bury(&self, publisher: &Channel, delivered: &Delivered) -> bool {
        let Some(dead) = self.dead.as_ref().filter(|_| Self::is_portable(delivered)) else { return false };
        self.publish(publisher, dead, delivered, delivered.properties.clone()).await
    }

    async fn publish(
        &self,
        publisher: &Channel,
        exchange: &ShortString,
        delivered: &Delivered,
        properties: lapin::BasicProperties,
    ) -> bool {
        // It keeps its routing key: these exchanges do not look at it.
        let key = delivered.routing_key.clone();
        let options = BasicPublishOptions { mandatory: true, ..BasicPublishOptions::default() };
        let publishing = Hushed::new(async {
            publisher.basic_publish(exchange.clone(), key, options, &delivered.data, properties).await?.await
        });
        let confirmed = tokio::time::timeout(self.timeout, publishing).await;
        matches!(confirmed, Ok(Ok(Confirmation::Ack(None))))
    }
}

/// What a table takes in a frame, nearly. It is not nested deeply: what was would not have come this far.
fn size(table: &FieldTable) -> usize {
    table.inner().iter().map(|(name, value)| name.as_str().len() + 2 + size_of_value(value)).sum()
}

fn size_of_value(value: &AMQPValue) -> usize {
    match value {
        AMQPValue::LongString(text) => 4 + text.as_bytes().len(),
        AMQPValue::ShortString(text) => 1 + text.as_str().len(),
        AMQPValue::ByteArray(bytes) => 4 + bytes.as_slice().len(),
        AMQPValue::FieldTable(table) => 4 + size(table),
        AMQPValue::FieldArray(array) => {
            4 + array.as_slice().iter().map(|value| 1 + size_of_value(value)).sum::<usize>()
        }
        _ => 8,
    }
}
