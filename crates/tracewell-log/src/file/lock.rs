use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Result;
use std::path::{Path, PathBuf};

use super::file_name::FileName;
use super::platform::{Identity, open};

/// More often than that nobody removes it while it is taken.
const ATTEMPTS: usize = 8;

/// The right to one name in a folder, held until it is dropped or the process ends, however that ends.
///
/// It is an advisory lock on a file beside the log, `.NAME.lock`, because the log itself changes its name when it is
/// full. That file stays when the process is gone: who removes it must have it, and who takes it must look whether it is
/// there still, or two would lock two files of one name.
#[derive(Debug)]
pub(super) struct Lock {
    // Held for its lock alone.
    _file: File,
    path: PathBuf,
    identity: Identity,
}

impl Lock {
    /// Takes it, unless somebody else has it. On a file system without locks nobody is told from anybody, and all get it.
    pub(super) fn take(directory: &Path, name: &FileName) -> Result<Option<Self>> {
        let path = Self::path(directory, name);
        for _ in 0..ATTEMPTS {
            let (file, metadata) = open(&path, OpenOptions::new().read(true).append(true).create(true))?;
            match file.try_lock() {
                Ok(()) | Err(TryLockError::Error(_)) => {}
                Err(TryLockError::WouldBlock) => return Ok(None),
            }
            let lock = Self { _file: file, path: path.clone(), identity: Identity::of(&metadata) };
            // Whoever tidied up had it, and has removed it between the two steps.
            if lock.is_in_place() {
                return Ok(Some(lock));
            }
        }
        Ok(None)
    }

    /// Takes over the name of a process that is gone. None if it may be there still, also where nobody can tell.
    pub(super) fn take_over(directory: &Path, name: &FileName) -> Option<Self> {
        let path = Self::path(directory, name);
        let (file, metadata) = open(&path, OpenOptions::new().read(true).append(true)).ok()?;
        file.try_lock().ok()?;
        Some(Self { _file: file, path, identity: Identity::of(&metadata) }).filter(Self::is_in_place)
    }

    /// Gives the name back for good: nothing of it is left.
    pub(super) fn remove(self) -> Result<()> {
        fs::remove_file(&self.path)
    }

    /// Whether anybody ever took this name for a log.
    pub(super) fn is_known(directory: &Path, name: &FileName) -> bool {
        fs::symlink_metadata(Self::path(directory, name)).is_ok()
    }

    /// Whether the file is still where others would look for it.
    pub(super) fn is_in_place(&self) -> bool {
        fs::symlink_metadata(&self.path).is_ok_and(|found| Identity::of(&found) == self.identity)
    }

    fn path(directory: &Path, name: &FileName) -> PathBuf {
        directory.join(format!(".{name}.lock"))
    }
}
