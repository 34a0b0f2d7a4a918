//! The net: every envelope passes it before it is encoded, whatever made it.

mod clean;
mod names;
mod request;
mod sql;
mod structure;

pub(crate) use self::clean::{Clean, Net};
