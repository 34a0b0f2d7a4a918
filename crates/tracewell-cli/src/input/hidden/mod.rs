//! What a person types, without showing it.

#[cfg(not(unix))]
mod portable;
mod read;
mod typing;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
use self::portable::Quiet;
pub(crate) use self::read::read_hidden;
pub(crate) use self::typing::Typed;
#[cfg(unix)]
use self::unix::Quiet;
