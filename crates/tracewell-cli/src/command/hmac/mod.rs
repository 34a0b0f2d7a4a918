//! `tracewell hmac`: the keyed hashes of a value, to search logs for.

mod arguments;
mod compute;
mod forms;
mod run;
mod values;

pub(crate) use self::arguments::HmacArguments;
pub(crate) use self::run::hmac;
