use clap::{Parser, Subcommand};

use crate::command::{FieldsArguments, HmacArguments, ProbeArguments};

/// Looks at the logs of services that use tracewell.
#[derive(Debug, Parser)]
#[command(name = "tracewell", version, propagate_version = true)]
pub(crate) struct CommandLine {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Fields(FieldsArguments),
    Hmac(HmacArguments),
    Probe(ProbeArguments),
}
