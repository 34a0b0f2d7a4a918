//! Fan-out: who gets which event, through which queue, and what is lost on the way.

mod backpressure;
mod budget;
mod builder;
mod end_reason;
mod error;
mod event;
mod event_id;
mod frame;
#[expect(clippy::module_inception, reason = "the folder is the hub with all that belongs to it")]
mod hub;
mod job_id;
mod losses;
mod missed;
mod outlet;
mod overflow;
mod pressure;
mod published;
mod queue;
mod replay;
mod reporter;
mod stats;
mod subscription;
mod team;
mod tell;
mod topic;

pub use self::builder::HubBuilder;
pub use self::end_reason::EndReason;
pub use self::error::{PublishError, SubscribeError};
pub use self::event::Event;
pub use self::event_id::{EventId, InvalidEventId};
pub use self::frame::Frame;
pub use self::hub::Hub;
#[cfg(feature = "amqp")]
pub(crate) use self::hub::WeakHub;
pub use self::job_id::JobId;
pub use self::missed::Missed;
#[cfg(feature = "broker")]
pub(crate) use self::outlet::Outlet;
pub use self::overflow::Overflow;
pub use self::published::Published;
pub use self::stats::HubStats;
pub use self::subscription::{Next, Subscription};
pub use self::topic::Topic;
