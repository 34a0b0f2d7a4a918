//! A folder for each subcommand: its arguments, and the function that runs it.

mod audit;
mod check;
mod fields;
mod hmac;
mod probe;
mod scan;
mod view;

pub(crate) use self::audit::{AuditArguments, audit};
pub(crate) use self::check::{CheckArguments, check};
pub(crate) use self::fields::{FieldsArguments, fields};
pub(crate) use self::hmac::{HmacArguments, hmac};
pub(crate) use self::probe::{ProbeArguments, probe};
pub(crate) use self::scan::{ScanArguments, scan};
pub(crate) use self::view::{ViewArguments, view};
