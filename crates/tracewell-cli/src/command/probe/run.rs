use std::io;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use tracewell_redact::Policy;

use super::ProbeArguments;
use super::finding::Finding;
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
    let directory = arguments.log_dir.clone();
    let (found, findings) = channel();
    let worker = thread::Builder::new().spawn(move || found.send(work(&directory)));
    let findings = match worker {
        Ok(_) => findings.recv_timeout(PATIENCE).unwrap_or_else(|_| {
            let reason = format!("no answer from the file system in {} s", PATIENCE.as_secs());
            vec![Finding::of("opened", Err(reason))]
        }),
        Err(error) => vec![Finding::of("started", Err(error.to_string()))],
    };
    // Paths are whatever somebody has called a folder.
    let policy = Policy::production();
    for Finding { what, detail, well } in &findings {
        let mark = if *well { "ok    " } else { "FAILED" };
        writeln!(streams.output, "{mark}  {what:<9}  {}", escaped(&policy.scrub(detail)))?;
    }
    if findings.iter().all(|finding| finding.well) {
        writeln!(streams.output, "all is well: a service can log here")?;
        return Ok(Exit::OK);
    }
    writeln!(streams.output, "not well: a service cannot log here as it should")?;
    Ok(NOT_WELL)
}
