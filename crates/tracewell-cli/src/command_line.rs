use clap::{Parser, Subcommand};

use crate::command::{CheckArguments, FieldsArguments, ScanArguments, ViewArguments};

/// Looks at the logs of services that use tracewell.
#[derive(Debug, Parser)]
#[command(name = "tracewell", version, propagate_version = true)]
pub(crate) struct CommandLine {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Check(CheckArguments),
    Fields(FieldsArguments),
    Scan(ScanArguments),
    View(ViewArguments),
}
