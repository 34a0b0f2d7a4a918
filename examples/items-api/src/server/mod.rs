//! The server: connections over HTTP/1.1, bounded in number, in bytes and in time.

mod connection;
mod id_cleaner;
mod lingering;
mod serve;
mod unreadable;

pub(crate) use self::serve::serve;
pub(crate) use self::unreadable::describe;
