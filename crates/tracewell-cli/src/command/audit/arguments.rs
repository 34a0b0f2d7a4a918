use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Args, Subcommand};
use tracewell_audit::Moment;

use crate::input::Log;

/// Verify, show, replay an audit log, or erase somebody from it
#[derive(Debug, Args)]
#[command(after_long_help = AFTER_HELP)]
pub(crate) struct AuditArguments {
    #[command(subcommand)]
    pub(super) command: AuditCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum AuditCommand {
    /// Check the chain: whether each line is what was written, and where it was written
    Verify(VerifyArguments),
    /// Print each line as a person reads it
    Show(ReadArguments),
    /// Rebuild the state and print it as one JSON object
    Replay(ReadArguments),
    /// Remove the content of an object or of a user; the chain stays whole
    Erase(EraseArguments),
    /// Write the state as a checkpoint that stands for all segments before it, so that they can go
    Compact(CompactArguments),
}

#[derive(Debug, Args)]
pub(super) struct VerifyArguments {
    #[command(flatten)]
    pub(super) read: ReadArguments,

    /// A log of the service, in JSON, whose `audit_checkpoint` lines are compared with the chain; `-` is standard input. May be
    /// given more than once
    #[arg(long, value_name = "LOG", value_parser = OsStringValueParser::new().map(log))]
    pub(super) witness: Vec<Log>,
}

#[derive(Debug, Args)]
pub(super) struct ReadArguments {
    /// What happened up to and at this time (RFC 3339); later lines are checked, and count for nothing
    #[arg(long, value_name = "TIME", value_parser = |time: &str| time.parse::<Moment>())]
    pub(super) until: Option<Moment>,

    /// The audit log; sealed segments beside it are read first
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct EraseArguments {
    #[command(flatten)]
    pub(super) subject: SubjectArguments,

    /// From the lines of this team alone: another one may have the same id
    #[arg(long, value_name = "TEAM", conflicts_with = "all_teams")]
    pub(super) team: Option<String>,

    /// From the lines of every team: it is the same person, or object, in each of them
    #[arg(long)]
    pub(super) all_teams: bool,

    /// Say how many lines of which team and type would lose something, and change nothing
    #[arg(long)]
    pub(super) dry_run: bool,

    /// How long to wait for a service that has the log open, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    pub(super) wait: u64,

    /// The audit log; sealed segments beside it are erased from as well
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct SubjectArguments {
    /// Everything that was written about the object of this id
    #[arg(long, value_name = "ID")]
    pub(super) object: Option<String>,

    /// The user of this id wherever they are named, and what they made and changed
    #[arg(long, value_name = "ID")]
    pub(super) user: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct CompactArguments {
    /// How long to wait for a service that has the log open, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    pub(super) wait: u64,

    /// The audit log
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
}

const AFTER_HELP: &str = "\
A last line that is torn is a warning: a crash in the middle of writing leaves such a one. Files of the older form, which have time,
type, user and value alone, are read too. Nothing but erase and compact writes, and only while no
service has the log open.

Examples:
  tracewell audit verify data/audit.jsonl
  tracewell audit verify --witness logs/app.jsonl data/audit.jsonl
  tracewell audit replay --until 2026-11-22T03:15:00Z data/audit.jsonl
  tracewell audit erase --user user-7 --dry-run data/audit.jsonl
  tracewell audit erase --user user-7 --team acme data/audit.jsonl

Exit codes:
  0  the chain is intact
  1  it is broken; the first line that does not belong is named
  2  the command line makes no sense, a time is unreadable or before what the log still holds, a file is missing or cannot
     be read, a witness saw nothing that could be compared, or an id to be erased is in lines of several teams";

fn log(name: OsString) -> Log {
    name.into()
}
