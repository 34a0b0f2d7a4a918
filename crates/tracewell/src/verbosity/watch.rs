use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use tracewell_names::{event, target, variable};

use super::change::Source;
use super::control_file::{ControlFile, Instruction};
use super::handle::Verbosity;

/// How often the file is looked at.
const EVERY: Duration = Duration::from_secs(1);
/// Without a file there is nothing to do until a rule comes in force, which wakes.
const SELDOM: Duration = Duration::from_secs(60 * 60);

/// Starts the thread that ends rules when their time is over, and looks at the control file if there is one; once.
pub(crate) fn watch(verbosity: &Verbosity, control_file: Option<PathBuf>) {
    if !verbosity.wants_watcher() {
        return;
    }
    let verbosity = verbosity.clone();
    let mut file = control_file.map(ControlFile::new);
    let thread = thread::Builder::new().name("tracewell-verbosity".to_owned());
    // Without a thread a rule ends as well, and nobody tells of it.
    let _ = thread.spawn(move || while step(&verbosity, file.as_mut()) {});
}

fn step(verbosity: &Verbosity, file: Option<&mut ControlFile>) -> bool {
    let mut rest = if file.is_some() { EVERY } else { SELDOM };
    if let Some(instruction) = file.and_then(ControlFile::look) {
        follow(verbosity, instruction);
    }
    if let Some(change) = verbosity.current() {
        let left = change.left();
        if left.is_zero() {
            verbosity.end(Source::Expiry);
        } else {
            rest = rest.min(left);
        }
    }
    verbosity.wait(rest)
}

fn follow(verbosity: &Verbosity, instruction: Instruction) {
    match instruction {
        Instruction::Change(rule, passed) => verbosity.begin(rule, Source::ControlFile, passed),
        Instruction::Restore => {
            // What somebody else has asked for is not the file's to end.
            if verbosity.current().is_some_and(|change| change.source == Source::ControlFile) {
                verbosity.end(Source::ControlFile);
            }
        }
        Instruction::Invalid => {
            tracing::warn!(target: target::INIT, message = event::CONFIG_INVALID, variable = variable::LOG_CONTROL_FILE);
        }
    }
}
