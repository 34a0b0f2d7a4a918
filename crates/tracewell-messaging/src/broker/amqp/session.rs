use std::time::Duration;

use lapin::options::{
    BasicConsumeOptions, BasicQosOptions, ConfirmSelectOptions, ExchangeDeclareOptions, QueueBindOptions,
    QueueDeclareOptions,
};
use lapin::types::{AMQPValue, FieldTable, LongString, ShortString};
use lapin::{Channel, Connection, ConnectionProperties, Consumer, ExchangeKind};
use tracewell_names::reason;

use super::builder::RabbitMqBuilder;
use super::connect::connect;
use super::hush::{Hushed, hush};
use super::queue::Queue;
use super::trouble;
use crate::broker::tell::Trouble;

/// How long a connection may take to be closed.
const CLOSE: Duration = Duration::from_secs(2);

/// One connection with all that was declared on it.
pub(super) struct Session {
    pub(super) connection: Connection,
    pub(super) publisher: Channel,
    pub(super) consuming: Option<Consuming>,
}

/// The consumer's half.
pub(super) struct Consuming {
    pub(super) channel: Channel,
    pub(super) consumer: Consumer,
    /// As the broker named it, if it did.
    pub(super) queue: ShortString,
}

impl Session {
    /// Connects, and declares exchange, queue and bindings.
    pub(super) async fn open(settings: &RabbitMqBuilder) -> Result<Self, Trouble> {
        let never: Vec<_> = settings.secrets.iter().map(String::as_str).collect();
        let opening = Hushed::new(Self::connect(settings));
        match tokio::time::timeout(settings.timeout, opening).await {
            Ok(Ok(session)) => Ok(session),
            Ok(Err(error)) => Err(trouble::of(&error, &never)),
            Err(_) => Err(trouble::timeout("connecting")),
        }
    }

    async fn connect(settings: &RabbitMqBuilder) -> lapin::Result<Self> {
        let name = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"));
        let properties = ConnectionProperties::default().with_connection_name(name.into());
        let connection = connect(settings.uri.clone(), properties).await?;
        let publisher = connection.create_channel().await?;
        publisher.confirm_select(ConfirmSelectOptions::default()).await?;
        let exchange = short(&settings.exchange);
        if !settings.exchange.is_empty() {
            let durable = ExchangeDeclareOptions { durable: true, ..ExchangeDeclareOptions::default() };
            publisher.exchange_declare(exchange.clone(), ExchangeKind::Topic, durable, FieldTable::default()).await?;
        }
        let consuming = match &settings.queue {
            Some(queue) => Some(consume(&connection, queue, exchange).await?),
            None => None,
        };
        Ok(Self { connection, publisher, consuming })
    }

    /// Whether anything of it is gone.
    pub(super) fn is_broken(&self) -> bool {
        let consuming = self.consuming.as_ref().is_none_or(|consuming| consuming.channel.status().connected());
        !(self.connection.status().connected() && self.publisher.status().connected() && consuming)
    }

    pub(super) async fn close(self) {
        // A broker that does not answer does not keep the process.
        let closing = Hushed::new(self.connection.close(200, "stopped".into()));
        let _ = tokio::time::timeout(CLOSE, closing).await;
        hush(|| drop((self.connection, self.publisher, self.consuming)));
    }
}

async fn consume(connection: &Connection, queue: &Queue, exchange: ShortString) -> lapin::Result<Consuming> {
    let channel = connection.create_channel().await?;
    channel.basic_qos(queue.prefetch, BasicQosOptions::default()).await?;
    let mut arguments = FieldTable::default();
    let options = if queue.shared {
        if queue.replicated {
            arguments.insert("x-queue-type".into(), text("quorum"));
            // One more than is tried here, so that it is here that a message is given up, and told.
            let limit = i64::try_from(queue.delivery_limit.saturating_add(1)).unwrap_or(i64::MAX);
            arguments.insert("x-delivery-limit".into(), AMQPValue::LongLongInt(limit));
        } else {
            arguments.insert("x-queue-type".into(), text("classic"));
            let durable = ExchangeDeclareOptions { durable: true, ..ExchangeDeclareOptions::default() };
            let again = short(&queue.again_name());
            channel.exchange_declare(again, ExchangeKind::Fanout, durable, FieldTable::default()).await?;
        }
        if queue.dead_letter {
            let dead = short(&queue.dead_name());
            let durable = ExchangeDeclareOptions { durable: true, ..ExchangeDeclareOptions::default() };
            channel.exchange_declare(dead.clone(), ExchangeKind::Fanout, durable, FieldTable::default()).await?;
            let none = FieldTable::default;
            channel.queue_declare(dead.clone(), QueueDeclareOptions::durable(), none()).await?;
            channel.queue_bind(dead.clone(), dead.clone(), "".into(), QueueBindOptions::default(), none()).await?;
            arguments.insert("x-dead-letter-exchange".into(), text(dead.as_str()));
        }
        QueueDeclareOptions::durable()
    } else {
        QueueDeclareOptions::exclusive().auto_delete()
    };
    let declared = channel.queue_declare(short(&queue.name), options, arguments).await?.name().clone();
    if !exchange.as_str().is_empty() {
        for key in &queue.bindings {
            let (queue, exchange) = (declared.clone(), exchange.clone());
            let none = FieldTable::default();
            channel.queue_bind(queue, exchange, short(key), QueueBindOptions::default(), none).await?;
        }
    }
    if queue.shared && !queue.replicated {
        let (again, none) = (short(&queue.again_name()), FieldTable::default());
        channel.queue_bind(declared.clone(), again, "".into(), QueueBindOptions::default(), none).await?;
    }
    let options = BasicConsumeOptions::default();
    let consumer = channel.basic_consume(declared.clone(), "".into(), options, FieldTable::default()).await?;
    Ok(Consuming { channel, consumer, queue: declared })
}

impl Consuming {
    /// Looks whether the broker knows the consumer, and whether anything waits for it.
    pub(super) async fn probe(&self, idle: bool, timeout: Duration, never: &[&str]) -> Result<(), Trouble> {
        let options = QueueDeclareOptions { passive: true, ..QueueDeclareOptions::default() };
        let asking = self.channel.queue_declare(self.queue.clone(), options, FieldTable::default());
        let queue = match tokio::time::timeout(timeout, Hushed::new(asking)).await {
            Ok(Ok(queue)) => queue,
            Ok(Err(error)) => return Err(trouble::of(&error, never)),
            Err(_) => return Err(trouble::timeout("looking at the queue")),
        };
        if queue.consumer_count() == 0 {
            return Err(trouble::known(reason::CONSUMER_SILENT, "the broker does not know this consumer"));
        }
        if idle && queue.message_count() > 0 {
            let waiting = queue.message_count();
            return Err(trouble::known(reason::CONSUMER_SILENT, format!("no delivery, and {waiting} messages wait")));
        }
        Ok(())
    }
}

/// A name that was cut to what AMQP allows when it was set.
pub(super) fn short(name: &str) -> ShortString {
    ShortString::try_new(name).unwrap_or_default()
}

fn text(value: &str) -> AMQPValue {
    AMQPValue::LongString(LongString::from(value.to_owned()))
}
