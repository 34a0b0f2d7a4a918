use std::fmt;

use crate::{Denied, Error};

/// Why a request was not carried out. Nothing has changed then.
#[derive(Clone, Debug)]
pub enum Refusal<E> {
    /// There is no object of this id, as far as the caller may know.
    Unknown,
    /// There is one of this id already.
    Exists,
    /// The caller may not do that.
    Denied(Denied),
    /// The service itself said no.
    Own(E),
    /// The change can't be written to the log.
    Unwritten(Error),
}

impl<E: fmt::Display> fmt::Display for Refusal<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("there is nothing of this id"),
            Self::Exists => f.write_str("there is something of this id already"),
            Self::Denied(denied) => denied.fmt(f),
            Self::Own(own) => own.fmt(f),
            Self::Unwritten(error) => error.fmt(f),
        }
    }
}

impl<E: fmt::Debug + fmt::Display> std::error::Error for Refusal<E> {}
