use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::{Error, ErrorKind};

/// How often to ask for a lock that somebody else holds.
const PAUSE: Duration = Duration::from_millis(50);

/// The right to write a log, held by one process at a time. The system takes it back when the process ends, however it does.
///
/// It lies on a file of its own: the log's own file changes its name when it is sealed, and is replaced when somebody is
/// erased.
#[derive(Debug)]
pub(crate) struct Lock(#[expect(dead_code, reason = "it is held, not read")] File);

impl Lock {
    /// # Errors
    ///
    /// [`ErrorKind::Locked`] if it can't be had within `wait`.
    pub(crate) fn take(log: &Path, wait: Duration) -> Result<Self, Error> {
        let mut name = OsString::from(log);
        name.push(".lock");
        let file = OpenOptions::new().create(true).write(true).truncate(false).open(PathBuf::from(name))?;
        let deadline = Instant::now().checked_add(wait);
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self(file)),
                Err(TryLockError::Error(error)) => return Err(error.into()),
                Err(TryLockError::WouldBlock) => {}
            }
            if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                return Err(Error::new(ErrorKind::Locked));
            }
            thread::sleep(PAUSE);
        }
    }
}
