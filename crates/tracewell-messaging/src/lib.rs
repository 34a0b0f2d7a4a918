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
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

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
