//! `tracewell audit`: whether an audit log is whole, what it says, the state it comes to, and how somebody is erased from it.

mod arguments;
mod compact;
mod counted;
mod erase;
mod opened;
mod replay;
mod run;
mod show;
mod verify;
mod witness;

pub(crate) use self::arguments::AuditArguments;
pub(crate) use self::run::audit;
