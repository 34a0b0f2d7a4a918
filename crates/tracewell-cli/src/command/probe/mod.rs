//! `tracewell probe`: whether logs can be written to a folder of this host, tried with the real sink.

mod arguments;
mod finding;
mod inspect;
mod marks;
mod run;
mod work;

pub(crate) use self::arguments::ProbeArguments;
pub(crate) use self::run::probe;
