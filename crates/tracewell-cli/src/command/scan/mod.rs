//! `tracewell scan`: secrets that got into a file.

mod arguments;
mod run;

pub(crate) use self::arguments::ScanArguments;
pub(crate) use self::run::scan;
