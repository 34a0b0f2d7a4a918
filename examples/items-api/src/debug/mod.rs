//! Routes that fail, wait and stream on purpose, to see what is told about it. They exist in development only.

mod error;
mod job;
mod panic;
mod routes;
mod slow;
mod stream;
mod text;
mod ws;

pub(crate) use self::routes::routes;
