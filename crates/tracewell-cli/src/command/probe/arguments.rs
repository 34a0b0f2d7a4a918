use std::path::PathBuf;

use clap::Args;

/// Try on this host whether logs can be written to a folder, or a collector takes spans
///
/// With --log-dir: writes lines with made-up secrets to a log file of its own in the folder, as a service in
/// production would: through the same policy, writer and rotating file. Then it reads them
/// back and looks whether every line is there once and in order, parses, holds no secret, and
/// whether the files were rotated and are for owner and group only. What it has written is
/// removed again; logs of services are not touched. The folder is made if it is missing.
///
/// With --otlp: sends one span to the collector that the standard variables (OTEL_EXPORTER_OTLP_*)
/// name, as a service would, and says whether it was accepted, or why not.
///
/// Run it as the user that the service runs as, and in its environment.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment, after_long_help = AFTER_HELP)]
#[group(required = true, multiple = true)]
pub(crate) struct ProbeArguments {
    /// The folder, as the service has it in LOG_DIR
    #[arg(long, value_name = "DIR")]
    pub(super) log_dir: Option<PathBuf>,

    /// The collector that the environment names
    #[arg(long)]
    pub(super) otlp: bool,
}

const AFTER_HELP: &str = "\
Examples:
  tracewell probe --log-dir /var/log/orders
  sudo -u orders tracewell probe --log-dir \"$LOG_DIR\"
  kubectl exec deploy/orders -- tracewell probe --log-dir /logs --otlp
  OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318 tracewell probe --otlp

Exit codes:
  0  all is well
  1  something is not, and the reason is shown
  2  the command line makes no sense";
