use std::ffi::OsString;

use clap::Args;
use clap::builder::{OsStringValueParser, TypedValueParser};

use crate::input::Log;

/// Find secrets that got into a file
///
/// Looks through any files of text for what the redaction of this project would have taken out:
/// e-mail addresses, tokens, keys, card numbers, and values under sensitive names. Prints where
/// each one stands and what it is, and never the secret.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment, after_long_help = AFTER_HELP)]
pub(crate) struct ScanArguments {
    /// Files, also UTF-16 and compressed with gzip; `-` is standard input
    #[arg(required = true, value_name = "LOG", value_parser = OsStringValueParser::new().map(log))]
    pub(super) logs: Vec<Log>,
}

const AFTER_HELP: &str = "\
Each line of the output is FILE:LINE:COLUMN KIND; lines and columns (in characters) count from 1.
The kind is the word of the marker that would stand there, or sensitive_name.

Examples:
  tracewell scan logs/*.jsonl*
  docker compose logs api | tracewell scan -

Exit codes:
  0  there is none
  1  there are secrets
  2  the command line makes no sense, or a file cannot be read (the others are looked through)";

fn log(name: OsString) -> Log {
    name.into()
}
