use std::io;
use std::path::PathBuf;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use tracewell_redact::Policy;

use super::ProbeArguments;
use super::finding::Finding;
use super::otlp;
use super::work::work;
use crate::output::escaped;
use crate::{Exit, Streams};

/// Something is not as it should be.
const NOT_WELL: Exit = Exit::with_code(1);

/// A file system that hangs, a server away, gives no answer at all.
const PATIENCE: Duration = Duration::from_secs(30);

/// # Errors
///
/// The findings can't be written.
pub(crate) fn probe(arguments: &ProbeArguments, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let mut well = true;
    if let Some(directory) = arguments.log_dir.clone() {
        let found = show(&try_folder(directory), streams)?;
        let sentence = if found {
            "all is well: a service can log here"
        } else {
            "not well: a service cannot log here as it should"
        };
        writeln!(streams.output, "{sentence}")?;
        well &= found;
    }
    if arguments.otlp {
        well &= show(&otlp::findings(|variable| std::env::var(variable).ok()), streams)?;
    }
    Ok(if well { Exit::OK } else { NOT_WELL })
}

fn try_folder(directory: PathBuf) -> Vec<Finding> {
    let (found, findings) = channel();
    match thread::Builder::new().spawn(move || found.send(work(&directory))) {
        Ok(_) => findings.recv_timeout(PATIENCE).unwrap_or_else(|_| {
            let reason = format!("no answer from the file system in {} s", PATIENCE.as_secs());
            vec![Finding::of("opened", Err(reason))]
        }),
        Err(error) => vec![Finding::of("started", Err(error.to_string()))],
    }
}

/// Shows findings; says whether all of them are well.
fn show(findings: &[Finding], streams: &mut Streams<'_>) -> io::Result<bool> {
    // Paths and addresses are whatever somebody has called them.
    let policy = Policy::production();
    for Finding { what, detail, well } in findings {
        let mark = if *well { "ok    " } else { "FAILED" };
        writeln!(streams.output, "{mark}  {what:<9}  {}", escaped(&policy.scrub(detail)))?;
    }
    Ok(findings.iter().all(|finding| finding.well))
}
