//! Windows shared by instances over Redis: batches on a thread of its own, and back to memory while Redis is away.

mod backlog;
mod connection;
mod entry;
mod failure;
mod item;
mod local;
mod queue;
#[cfg(test)]
#[path = "../../../tests/support/redis_server.rs"]
mod redis_server;
mod remote;
mod script;
mod subject_name;
mod texts;
#[cfg(feature = "redis-tls")]
mod tls;
mod transport;
mod url;
mod worker;

pub(crate) use self::local::Local;
pub(crate) use self::remote::Remote;
pub use self::url::{InvalidRedisUrl, RedisUrl};
