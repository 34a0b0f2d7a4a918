//! A folder for each subcommand: its arguments, and the function that runs it.

mod check;
mod fields;
mod scan;
mod view;

pub(crate) use self::check::{CheckArguments, check};
pub(crate) use self::fields::{FieldsArguments, fields};
pub(crate) use self::scan::{ScanArguments, scan};
pub(crate) use self::view::{ViewArguments, view};
