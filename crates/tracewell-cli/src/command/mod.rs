//! A folder for each subcommand: its arguments, and the function that runs it.

mod fields;

pub(crate) use self::fields::{FieldsArguments, fields};
