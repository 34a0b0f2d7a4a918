//! `tracewell probe`: whether logs can be written to a folder of this host, and whether a collector takes spans, tried with
//! the real sink and the real exporter.

mod arguments;
mod finding;
mod inspect;
mod marks;
mod otlp;
mod overheard;
mod run;
mod work;

pub(crate) use self::arguments::ProbeArguments;
pub(crate) use self::run::probe;
