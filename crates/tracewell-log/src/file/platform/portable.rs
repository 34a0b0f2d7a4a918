use std::fs::{self, File, Metadata, OpenOptions};
use std::io::Result;
use std::path::Path;

use crate::file::Unsuitable;

/// Cannot be told here: any file at the place counts as the one that was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::file) struct Identity;

impl Identity {
    pub(in crate::file) const fn of(_metadata: &Metadata) -> Self {
        Self
    }
}

/// Opens for reading and appending, or for what `options` says besides; a link is not followed.
pub(in crate::file) fn open(path: &Path, options: &mut OpenOptions) -> Result<(File, Metadata)> {
    if fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink()) {
        return Err(Unsuitable::SYMBOLIC_LINK.into());
    }
    let file = options.open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(Unsuitable::NOT_A_REGULAR_FILE.into());
    }
    Ok((file, metadata))
}

/// Creates a folder, and those above it.
pub(in crate::file) fn create_directory(path: &Path) -> Result<()> {
    fs::create_dir_all(path)
}
