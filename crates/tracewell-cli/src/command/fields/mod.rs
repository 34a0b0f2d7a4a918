//! `tracewell fields`: each field of a log, how often it was filtered or redacted, and an allowlist to paste.

mod allowlist;
mod arguments;
mod field_name;
mod mark;
mod members;
mod name_table;
mod report;
mod run;
mod tally;
mod write;

pub(crate) use self::arguments::FieldsArguments;
pub(crate) use self::run::fields;
