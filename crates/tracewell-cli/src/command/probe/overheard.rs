use std::io::Result;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use tracewell_log::{Batch, LogFile, Recovery, Sink};

use super::work::told;

/// A log file, and what went wrong with it first: a service goes on without a word to its caller.
#[derive(Debug)]
pub(super) struct Overheard {
    file: LogFile,
    reason: Reason,
}

/// Why it did not work, if it did not.
#[derive(Clone, Debug, Default)]
pub(super) struct Reason(Arc<Mutex<Option<String>>>);

impl Overheard {
    pub(super) fn new(file: LogFile) -> (Self, Reason) {
        let reason = Reason::default();
        (Self { file, reason: reason.clone() }, reason)
    }
}

impl Reason {
    fn hear<T>(&self, result: Result<T>) -> Result<T> {
        if let Err(error) = &result {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| told(error));
        }
        result
    }

    pub(super) fn get(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Sink for Overheard {
    fn name(&self) -> &'static str {
        self.file.name()
    }

    fn path(&self) -> Option<PathBuf> {
        Some(self.file.path())
    }

    fn write(&mut self, batch: Batch<'_>) -> Result<usize> {
        self.reason.hear(self.file.write(batch))
    }

    fn recover(&mut self) -> Result<Recovery> {
        self.reason.hear(self.file.recover())
    }
}
