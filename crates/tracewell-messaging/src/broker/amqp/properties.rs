//! A message in AMQP's terms, and back.

use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use lapin::BasicProperties;
use lapin::types::{AMQPValue, FieldTable, LongString, ShortString};

use super::fit;
use crate::broker::Message;

/// How often a quorum queue has delivered a message before.
const DELIVERY_COUNT: &str = "x-delivery-count";
/// Which delivery of it this is, of a message that came back to its queue.
const ATTEMPT: &str = "x-attempt";
/// The most headers that are looked at.
const MAX_HEADERS: usize = 64;
/// The longest value of a header that is looked at, in bytes.
const MAX_VALUE: usize = 1024;
/// Kept on disk.
const PERSISTENT: u8 = 2;

pub(super) fn of(message: &Message) -> BasicProperties {
    let mut headers = FieldTable::default();
    for (name, value) in message.wire_headers() {
        if let Ok(name) = ShortString::try_new(name) {
            headers.insert(name, AMQPValue::LongString(LongString::from(value)));
        }
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let mut properties =
        BasicProperties::default().with_headers(headers).with_delivery_mode(PERSISTENT).with_timestamp(now);
    if let Ok(id) = ShortString::try_new(message.id()) {
        properties = properties.with_message_id(id);
    }
    if let Some(Ok(id)) = message.correlation_id().map(ShortString::try_new) {
        properties = properties.with_correlation_id(id);
    }
    properties
}

/// What a broker delivers. Only headers that are text are looked at, and only so many.
pub(super) fn message(routing_key: &str, body: Vec<u8>, properties: &BasicProperties) -> Message {
    let headers = properties.headers().as_ref().into_iter().flat_map(|headers| headers.inner().iter());
    // What came back is the same message.
    let headers = headers.filter(|(name, _)| name.as_str() != ATTEMPT).take(MAX_HEADERS).filter_map(|(name, value)| {
        let value = match value {
            AMQPValue::LongString(text) if text.as_bytes().len() <= MAX_VALUE => {
                std::str::from_utf8(text.as_bytes()).ok()?.into()
            }
            AMQPValue::ShortString(text) => text.as_str().into(),
            _ => return None,
        };
        Some((name.as_str().into(), value))
    });
    Message::received(
        properties.message_id().as_ref().map(ShortString::as_str),
        routing_key,
        Bytes::from(body),
        headers.collect(),
        properties.correlation_id().as_ref().map(ShortString::as_str),
    )
}

/// Whether what came with it could not be read, and was taken away.
pub(super) fn is_unfit(properties: &BasicProperties) -> bool {
    properties.headers().as_ref().is_some_and(|headers| headers.inner().contains_key(fit::UNFIT))
}

/// The number of this delivery of a message that came back, from 1.
pub(super) fn counted(properties: &BasicProperties) -> u64 {
    let counted = properties.headers().as_ref().and_then(|headers| headers.inner().get(ATTEMPT));
    match counted {
        Some(AMQPValue::LongLongInt(counted)) => u64::try_from(*counted).unwrap_or(1).max(1),
        _ => 1,
    }
}

/// The properties of a message that goes back to be delivered for the so many-th time.
pub(super) fn with_count(properties: &BasicProperties, attempt: u64) -> BasicProperties {
    let mut headers = properties.headers().clone().unwrap_or_default();
    headers.insert(ATTEMPT.into(), AMQPValue::LongLongInt(i64::try_from(attempt).unwrap_or(i64::MAX)));
    properties.clone().with_headers(headers)
}

/// The number of this delivery, from 1: as the queue counts, or by the one thing that every broker says.
pub(super) fn attempt(properties: &BasicProperties, redelivered: bool) -> u64 {
    if !redelivered {
        // Then the queue has not counted yet, and it is the publisher who says so.
        return 1;
    }
    let counted = properties.headers().as_ref().and_then(|headers| headers.inner().get(DELIVERY_COUNT));
    let before = counted.and_then(|count| match *count {
        AMQPValue::LongLongInt(count) => u64::try_from(count).ok(),
        AMQPValue::LongInt(count) => u64::try_from(count).ok(),
        AMQPValue::ShortInt(count) => u64::try_from(count).ok(),
        AMQPValue::ShortShortInt(count) => u64::try_from(count).ok(),
        AMQPValue::LongUInt(count) => Some(count.into()),
        AMQPValue::ShortUInt(count) => Some(count.into()),
        AMQPValue::ShortShortUInt(count) => Some(count.into()),
        _ => None,
    });
    before.unwrap_or(1).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deliveries_are_counted_by_the_queue_and_by_nobody_else() {
        let counted = |value| {
            let mut headers = FieldTable::default();
            headers.insert(DELIVERY_COUNT.into(), value);
            BasicProperties::default().with_headers(headers)
        };
        let forged = counted(AMQPValue::LongLongInt(1_000_000));
        assert_eq!((attempt(&forged, false), attempt(&BasicProperties::default(), false)), (1, 1));
        assert_eq!(attempt(&counted(AMQPValue::LongLongInt(2)), true), 3);
        for unfit in [AMQPValue::LongLongInt(-1), AMQPValue::Void, AMQPValue::LongString("9".into())] {
            assert_eq!(attempt(&counted(unfit), true), 2);
        }
    }
}
