use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Args, ValueEnum};

use super::read::Key;
use crate::input::Log;

/// Check that the stages in a log start and end as their flow says
///
/// A stage that starts has to end: this command reads logs and tells those that did not, and
/// whatever else a flow does not allow. Events are grouped by the id of their request, so that
/// requests may overlap; without ids, by the stages that begin a cycle.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment, after_long_help = AFTER_HELP)]
pub(crate) struct CheckArguments {
    /// The flow to check against, in TOML; without it, the built-in one
    #[arg(long, value_name = "FILE")]
    pub(super) flow: Option<PathBuf>,

    /// Show each cycle with its events, and what was counted for each stage
    #[arg(long, short)]
    pub(super) verbose: bool,

    /// How to print the report
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(super) format: Format,

    /// What to group events by: the name of a field, `auto` or `none`
    #[arg(long, default_value = "auto", value_name = "FIELD")]
    pub(super) group_by: Key,

    /// A log without any stage event is fine
    #[arg(long)]
    pub(super) allow_empty: bool,

    /// Read on while the log grows; ends with standard input, or once the file is gone
    #[arg(long)]
    pub(super) follow: bool,

    /// Log files, also compressed with gzip; `-` is standard input
    #[arg(required = true, value_name = "LOG", value_parser = OsStringValueParser::new().map(log))]
    pub(super) logs: Vec<Log>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For eyes
    #[default]
    Text,
    /// One JSON object
    Json,
    /// JUnit XML, for CI
    Junit,
    /// One page that needs no server
    Html,
}

const AFTER_HELP: &str = "\
Read are JSON lines (of this project, and of tracing-subscriber) and text (compact, full and
pretty, with or without colours). What `docker compose logs` and `kubectl logs --prefix` put in
front of a line is taken off, and lines of other programs are passed over. Several files are
read in the order in which they were written, by the first time in each.

Examples:
  tracewell check logs/app.jsonl*
  docker compose logs api | tracewell check -
  docker compose logs -f api | tracewell check --follow -
  tracewell check --flow checkout.toml --format junit app.jsonl > report.xml

Exit codes:
  0  all stages keep to the flow
  1  there are violations
  2  the command line or the flow makes no sense, or a log cannot be read
  3  there was nothing to check: no stage event";

fn log(name: OsString) -> Log {
    name.into()
}
