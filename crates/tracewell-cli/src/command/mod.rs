//! A folder for each subcommand: its arguments, and the function that runs it.

mod fields;
mod hmac;

pub(crate) use self::fields::{FieldsArguments, fields};
pub(crate) use self::hmac::{HmacArguments, hmac};
