use std::ffi::OsString;

use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Args, ValueEnum};
use tracewell_flow::micros_of;

use crate::input::Log;

/// Show JSON lines as a person reads them
///
/// Reads lines of this project, of tracing-subscriber, and what log stores and container
/// runtimes wrap around them. Other lines are shown as they are, unless something is filtered.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment, after_long_help = AFTER_HELP)]
pub(crate) struct ViewArguments {
    /// One request's whole story, from all logs, in the order of time
    #[arg(long, value_name = "ID")]
    pub(super) request: Option<String>,

    /// Lines of this team
    #[arg(long, value_name = "ID")]
    pub(super) team: Option<String>,

    /// Lines of this level and above
    #[arg(long, value_enum, ignore_case = true, value_name = "LEVEL")]
    pub(super) level: Option<Level>,

    /// Lines from this time on (RFC 3339)
    #[arg(long, value_parser = time, value_name = "TIME")]
    pub(super) since: Option<i64>,

    /// Lines before this time (RFC 3339)
    #[arg(long, value_parser = time, value_name = "TIME")]
    pub(super) until: Option<i64>,

    /// Lines in which a field has this value
    #[arg(long, value_parser = field, value_name = "NAME=VALUE")]
    pub(super) field: Vec<(String, String)>,

    /// Read on while the log grows
    #[arg(long, short, conflicts_with = "request")]
    pub(super) follow: bool,

    /// Write JSON lines in the words of another tool
    #[arg(long, value_enum, value_name = "SCHEMA")]
    pub(super) schema: Option<Schema>,

    /// When to use colours
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    pub(super) color: Color,

    /// Log files, also compressed with gzip; `-` is standard input
    #[arg(required = true, value_name = "LOG", value_parser = OsStringValueParser::new().map(log))]
    pub(super) logs: Vec<Log>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(super) enum Level {
    Trace,
    Debug,
    Info,
    Warn,
    Error,
}

impl Level {
    pub(super) fn of(word: &str) -> Option<Self> {
        let is = |level: &str| word.eq_ignore_ascii_case(level);
        Some(match () {
            () if is("TRACE") => Self::Trace,
            () if is("DEBUG") => Self::Debug,
            () if is("INFO") => Self::Info,
            () if is("WARN") || is("WARNING") => Self::Warn,
            () if is("ERROR") => Self::Error,
            () => return None,
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Schema {
    /// Elastic Common Schema
    Ecs,
    /// The log data model of OpenTelemetry
    Otel,
    /// Structured logging of Google Cloud
    Gcp,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    Always,
    Never,
}

const AFTER_HELP: &str = "\
Values are redacted once more before they are shown. With --request, a warning says so when
lines of the id belong to more than one team.

Examples:
  tracewell view logs/app.jsonl
  tracewell view --request 0197a3c2-5b1e-7c44-9d5e-0f2a6b7c8d9e logs/*.jsonl*
  kubectl logs --prefix -l app=api | tracewell view --level warn -
  tracewell view --follow --team acme --field route=/v1/items/{id} logs/app.jsonl
  tracewell view --schema ecs logs/app.jsonl > ecs.jsonl

Exit codes:
  0  lines are shown
  1  there was nothing to show
  2  the command line makes no sense, or a log cannot be read (the others are shown)";

fn log(name: OsString) -> Log {
    name.into()
}

fn time(text: &str) -> Result<i64, String> {
    micros_of(text).ok_or_else(|| "no time in RFC 3339, as 2026-11-22T03:15:00Z is".to_owned())
}

fn field(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("no NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}
