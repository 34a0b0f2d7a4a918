use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Result;
use std::path::{Path, PathBuf};

use super::file_name::FileName;
use super::platform::{Identity, open};

/// The right to one name in a folder, held until it is dropped or the process ends, however that ends.
///
/// It is an advisory lock on a file beside the log, `.NAME.lock`, because the log itself changes its name when it is
/// full. That file stays when the process is gone: removing it would let two others lock two files of one name.
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
        let (file, metadata) = open(&path, OpenOptions::new().read(true).append(true).create(true))?;
        match file.try_lock() {
            Ok(()) | Err(TryLockError::Error(_)) => {
                Ok(Some(Self { _file: file, path, identity: Identity::of(&metadata) }))
            }
            Err(TryLockError::WouldBlock) => Ok(None),
        }
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
