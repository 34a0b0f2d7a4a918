use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process;
use std::time::Duration;

use tracewell_log::{FileName, LogFile, LogLayer, Writer, error_type};
use tracewell_redact::Policy;
use tracing_subscriber::layer::SubscriberExt;

use super::finding::Finding;
use super::inspect::inspect;
use super::marks::Marks;
use super::overheard::Overheard;

/// Several files full, so that it is seen whether they are rotated.
const LINES: usize = 40;
const MAX_BYTES: u64 = 2000;
/// More than are needed: none may be missing.
const BACKUPS: u32 = 40;
/// How long the lines may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Writes, reads back, and tidies up.
pub(super) fn work(directory: &Path) -> Vec<Finding> {
    let mut file = LogFile::builder(directory).name(name()).max_bytes(MAX_BYTES).backup_count(BACKUPS).build();
    if let Err(error) = file.open() {
        return vec![Finding::of("opened", Err(told(&error)))];
    }
    let path = file.path();
    let opened = Finding::of("opened", Ok(path.display().to_string()));
    let marks = Marks::new();
    let mut findings = vec![opened, Finding::of("written", write(file, &marks))];
    if findings.iter().all(|finding| finding.well) {
        findings.extend(inspect(&files(&path), &marks, LINES, MAX_BYTES));
    }
    findings.push(Finding::of("removed", remove(&path)));
    findings
}

/// A name that no service has and that is safe.
fn name() -> FileName {
    FileName::parse(&format!("tracewell-probe-{}.jsonl", process::id())).unwrap_or_default()
}

fn write(file: LogFile, marks: &Marks) -> Result<String, String> {
    let (file, reason) = Overheard::new(file);
    let (writer, guard) = Writer::builder(file).start().map_err(|error| told(&error))?;
    // The strictest there is, as a service has it that says nothing.
    let layer = LogLayer::new(Policy::production()).json(writer);
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
        for number in 0..LINES {
            tracing::info!(
                attempt = number,
                password = marks.password,
                note = marks.unlisted,
                "probe {} for {}",
                marks.marker,
                marks.mail
            );
        }
    });
    let stats = guard.close(PATIENCE);
    match stats.dropped() {
        0 => Ok(format!("{} lines", stats.written())),
        lost => {
            let reason = reason.get().map_or_else(String::new, |reason| format!(": {reason}"));
            Err(format!("{lost} of {LINES} lines could not be written{reason}"))
        }
    }
}

/// The files of this probe, the oldest first.
fn files(path: &Path) -> Vec<PathBuf> {
    let numbered = (1..=BACKUPS).rev().map(|number| PathBuf::from(format!("{}.{number}", path.display())));
    numbered.filter(|path| path.exists()).chain([path.to_owned()]).collect()
}

fn remove(path: &Path) -> Result<String, String> {
    let lock = path.file_name().map(|name| path.with_file_name(format!(".{}.lock", name.display())));
    let mut removed = 0;
    for file in files(path).into_iter().chain(lock) {
        match fs::remove_file(&file) {
            Ok(()) => removed += 1,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(format!("{}: {}", file.display(), told(&error))),
        }
    }
    Ok(format!("{removed} files"))
}

/// The word that a service would log, and the system's own.
pub(super) fn told(error: &io::Error) -> String {
    format!("{} ({error})", error_type(error))
}
