use std::fs;
use std::io::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};
use std::process;

use super::file_name::FileName;
use super::lock::Lock;
use super::platform::create_directory;
use super::unsuitable::Unsuitable;

/// How many names one process may take beside its first.
const MOST: u32 = 99;

/// A folder that is there, and a name in it that is ours alone.
#[derive(Debug)]
pub(super) struct Place {
    directory: PathBuf,
    name: FileName,
    lock: Lock,
}

impl Place {
    /// Creates the folder where it is missing, and takes the name; where another process has that, `NAME.<pid>`.
    pub(super) fn take(directory: &Path, wanted: &FileName) -> Result<Self> {
        create_directory(directory).map_err(explain)?;
        // What the path means today is what it means until the end: links in it do not move the log.
        let directory = fs::canonicalize(directory)?;
        for name in names(wanted) {
            if name != *wanted && is_backup(&directory, &name) {
                continue;
            }
            if let Some(lock) = Lock::take(&directory, &name)? {
                return Ok(Self { directory, name, lock });
            }
        }
        Err(Unsuitable::NO_FREE_NAME.into())
    }

    pub(super) fn directory(&self) -> &Path {
        &self.directory
    }

    pub(super) const fn name(&self) -> &FileName {
        &self.name
    }

    pub(super) fn path(&self) -> PathBuf {
        self.directory.join(self.name.as_str())
    }

    /// Whether the name is still ours: somebody may have emptied the folder.
    pub(super) fn is_ours(&self) -> bool {
        self.lock.is_in_place()
    }
}

/// What is there already, where a folder was to be made, is none.
fn explain(error: Error) -> Error {
    if error.kind() == ErrorKind::AlreadyExists { ErrorKind::NotADirectory.into() } else { error }
}

/// The names to try, in turn.
fn names(wanted: &FileName) -> impl Iterator<Item = FileName> {
    let own = wanted.with(process::id());
    let further = (2..=MOST).map(|number| wanted.with(format_args!("{}-{number}", process::id())));
    [wanted.clone(), own].into_iter().chain(further)
}

/// Whether it is a full file that another process has put away: process ids are small in containers, and so are the
/// numbers of backups.
fn is_backup(directory: &Path, name: &FileName) -> bool {
    fs::symlink_metadata(directory.join(name.as_str())).is_ok() && !Lock::is_known(directory, name)
}
