use std::ffi::OsString;

use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Args, ValueEnum};

use crate::input::Log;

/// List each field of a log, how often it was filtered or redacted, and an allowlist to paste
///
/// In production a field that the service has not allowed goes out as [FILTERED]. This command
/// reads what a service has logged, one JSON object a line, and counts for each field the lines
/// it was seen in, those in which its value was [FILTERED], and those in which it, or something
/// in it, was redacted.
///
/// The last line can be pasted into the environment of the service, behind what LOG_SAFE_FIELDS
/// holds already. Look at each name first: from then on its values go out, scanned for secrets
/// like any text. A comment above the line warns of names that seem to be personal: email, ip,
/// phone, name. Names that the policy calls sensitive are never proposed, since allowing them
/// would change nothing.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment, after_long_help = AFTER_HELP)]
pub(crate) struct FieldsArguments {
    /// How to print the list
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(super) format: Format,

    /// Log files; `-` is standard input
    #[arg(required = true, value_name = "LOG", value_parser = OsStringValueParser::new().map(log))]
    pub(super) logs: Vec<Log>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A table and the line to paste
    #[default]
    Text,
    /// One JSON object
    Json,
}

const AFTER_HELP: &str = "\
Lines that are no JSON object are counted and passed over, and so are lines longer than 16 MiB.
What `docker compose logs` and `kubectl logs --prefix` put in front of a line is taken off.

Examples:
  tracewell fields logs/app.jsonl
  docker compose logs api | tracewell fields -
  kubectl logs --prefix -l app=api | tracewell fields -
  tracewell fields --format json logs/app.jsonl* | jq -r '.allow[]'

Exit codes:
  0  the fields are listed
  1  there was nothing to list: no line is a JSON object
  2  the command line makes no sense, or a log cannot be read (the others are listed all the same)";

fn log(name: OsString) -> Log {
    name.into()
}
