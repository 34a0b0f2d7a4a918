//! What a service has around it, all of it real and all of it frail, and a crowd of clients with secrets to lose.

#![allow(clippy::unwrap_used, dead_code, reason = "a failure here is a failed test")]

mod acts;
mod broker;
mod canaries;
mod cast;
mod crowd;
mod disk;
mod follower;
mod gate;
mod judge;
mod log;
mod otlp;
#[path = "../../../../crates/tracewell-messaging/tests/rabbit/mod.rs"]
mod rabbit;
#[path = "../../../../crates/tracewell-sentry/tests/support/receiver.rs"]
mod receiver;
#[path = "../../../../crates/tracewell-security/tests/support/redis_server.rs"]
mod redis_server;
mod told;
mod upstream;

pub(crate) use self::broker::without_bodies;
pub(crate) use self::canaries::Canaries;
pub(crate) use self::cast::Cast;
pub(crate) use self::crowd::Crowd;
pub(crate) use self::disk::Disk;
pub(crate) use self::follower::Follower;
pub(crate) use self::gate::Gate;
pub(crate) use self::judge::Judge;
pub(crate) use self::log::Log;
pub(crate) use self::otlp::{Behaviour as Collecting, Collector, text};
pub(crate) use self::rabbit::{Node, url as broker_url};
pub(crate) use self::receiver::Receiver;
pub(crate) use self::redis_server::RedisServer;
pub(crate) use self::told::{End, Told};
pub(crate) use self::upstream::Upstream;
