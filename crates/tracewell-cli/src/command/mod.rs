//! A folder for each subcommand: its arguments, and the function that runs it.

mod fields;
mod hmac;
mod probe;

pub(crate) use self::fields::{FieldsArguments, fields};
pub(crate) use self::hmac::{HmacArguments, hmac};
pub(crate) use self::probe::{ProbeArguments, probe};
