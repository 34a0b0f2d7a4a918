//! RabbitMQ, through lapin.

mod builder;
mod connect;
mod consume;
mod fit;
mod guarded;
mod hush;
mod properties;
mod queue;
mod rabbit_mq;
mod recount;
mod session;
mod settling;
mod supervise;
mod trouble;

pub use self::builder::{InvalidUrl, RabbitMqBuilder};
pub use self::queue::Queue;
pub use self::rabbit_mq::RabbitMq;
