//! Brokers, subscribers, streams.

/// Which implementation serves: in process or a named server.
pub const BACKEND: &str = "backend";
/// Exchange name.
pub const EXCHANGE: &str = "exchange";
/// Pattern a queue is bound with.
pub const BINDING_KEY: &str = "binding_key";
/// Failed attempts in a row.
pub const FAILURES: &str = "failures";
/// Milliseconds until the next attempt.
pub const DELAY_MS: &str = "delay_ms";
/// Scrubbed text of the latest error.
pub const LAST_ERROR: &str = "last_error";
/// Subscribers attached now.
pub const SUBSCRIBERS_ACTIVE: &str = "subscribers_active";
/// Events sent on the stream.
pub const EVENTS_SENT: &str = "events_sent";
/// Entries in the queue now.
pub const QUEUE_SIZE: &str = "queue_size";
/// Entries the queue can hold.
pub const MAX_SIZE: &str = "max_size";
/// One of [`crate::metric::DROP_REASONS`].
pub const DROP_REASON: &str = "drop_reason";
/// Like events that were counted instead of written.
pub const SUPPRESSED: &str = "suppressed";
/// Subscribers that got the message.
pub const DELIVERED: &str = "delivered";
/// Messages or lines that were lost.
pub const DROPPED: &str = "dropped";
/// Messages that came in since the start, one each however many subscribers got it.
pub const CONSUMED: &str = "consumed";
/// Deliveries since the start: one for each subscriber that a message was handed to.
pub const FORWARDED: &str = "forwarded";
/// Whether the link is up: a boolean.
pub const CONNECTED: &str = "connected";
/// Messages that came in since the start, one each however many subscribers got it.
pub const MESSAGES_CONSUMED_TOTAL: &str = "messages_consumed_total";
/// Deliveries since the start: one for each subscriber that a message was handed to.
pub const MESSAGES_FORWARDED_TOTAL: &str = "messages_forwarded_total";
/// Deliveries lost since the start: one for each subscriber that missed a message.
pub const MESSAGES_DROPPED_TOTAL: &str = "messages_dropped_total";
