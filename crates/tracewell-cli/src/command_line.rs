use clap::{Parser, Subcommand};

use crate::command::{
    AuditArguments, CheckArguments, FieldsArguments, HmacArguments, ProbeArguments, ScanArguments, ViewArguments,
};

/// Looks at the logs of services that use tracewell.
#[derive(Debug, Parser)]
#[command(name = "tracewell", version, propagate_version = true)]
pub(crate) struct CommandLine {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Audit(AuditArguments),
    Check(CheckArguments),
    Fields(FieldsArguments),
    Hmac(HmacArguments),
    Probe(ProbeArguments),
    Scan(ScanArguments),
    View(ViewArguments),
}
