//! Live events one can see: a fan-out hub with bounded queues, server-sent events, and a link to a broker.
//!
//! ```
//! use tracewell_context::TeamId;
//! use tracewell_messaging::{Event, Hub, Topic};
//!
//! let hub = Hub::default();
//! let acme = Topic::team(TeamId::new("acme")?);
//! let subscription = hub.subscribe(acme.clone())?;
//! // One encoding for all subscribers; whoever is too slow loses something, is told so, and holds up nobody.
//! let published = hub.publish(&acme, &Event::new("item.created", r#"{"id":7}"#))?;
//! assert_eq!((published.delivered(), published.dropped()), (1, 0));
//!
//! drop(subscription);
//! let stats = hub.stats();
//! assert_eq!((stats.subscribers_active(), stats.consumed(), stats.forwarded(), stats.dropped_total()), (0, 1, 0, 1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Concepts
//!
//! * A [`Hub`] fans [`Event`]s out to [`Subscription`]s, by [`Topic`]: a team, or one job of a team. Each subscriber has a
//!   bounded queue of its own, and [`Overflow`] says what happens when it is full.
//! * An `EventStream` is a subscription as a response: server-sent events, with a heartbeat, and resumed by `Last-Event-ID`.
//! * A `Broker` takes `Message`s to a `Handler`, with the context of whoever published: `InProcess`, or `RabbitMq`.
//! * A `Link` joins the hub of one instance to those of others.
//!
//! # Guarantees
//!
//! * Nobody waits for a slow subscriber, and publishing never blocks. No lock is held while anybody is woken.
//! * No call reaches two teams: there is no topic without one.
//! * Every loss is counted under one of five reasons, and told with whose it was, at a bounded rate.
//! * Memory is bounded: subscribers, queues in events and bytes, what is kept for resuming, teams, messages under way; and all
//!   queues together, where whoever holds most pays first. No few teams take every place.
//! * Each stream has exactly one `sse_stream_ended`, each delivery exactly one `message_processed` or `message_failed`.
//! * What was confirmed is handled at least once, however often the broker goes and comes back; a message that nobody can
//!   handle is given up after a number of attempts.
//! * A message that its consumer could not stand, nested without end or no text, is refused before it is read.
//! * A context that came with a message is marked as such: telemetry, never authority.
//! * No payload, no broker's URL and no password is ever told.
//!
//! # Features
//!
//! | feature | what it adds | default |
//! |---|---|---|
//! | `amqp` | `RabbitMq`, through lapin, on tokio | no |
//! | `amqp-tls` | `amqps://`, with the roots of the system | no |
//! | `axum` | an `EventStream` is a response of axum | no |
//! | `broker` | `Broker`, `InProcess`, `Link`, on tokio | no |
//! | `sse` | `EventStream`, on tokio's timer | no |
//!
//! The hub alone needs no runtime. MSRV: that of the workspace.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
#![cfg_attr(not(feature = "amqp"), allow(dead_code, reason = "the parts of a link that only RabbitMQ uses"))]

#[cfg(feature = "broker")]
mod broker;
mod counters;
mod drop_reason;
mod hub;
mod link_stats;
#[cfg(feature = "sse")]
mod sse;
mod throttle;
mod trace;

#[cfg(feature = "amqp")]
pub use self::broker::amqp::{InvalidUrl, Queue, RabbitMq, RabbitMqBuilder};
#[cfg(feature = "broker")]
pub use self::broker::{
    BoxFuture, Broker, Failure, Handler, InProcess, InProcessBuilder, Link, Message, PublishFailure,
};
pub use self::drop_reason::DropReason;
pub use self::hub::{
    EndReason, Event, EventId, Frame, Hub, HubBuilder, HubStats, InvalidEventId, JobId, Missed, Next, Overflow,
    PublishError, Published, SubscribeError, Subscription, Topic,
};
pub use self::link_stats::LinkStats;
#[cfg(feature = "sse")]
pub use self::sse::{EventStream, SseBody};
pub use self::trace::open_spans;
