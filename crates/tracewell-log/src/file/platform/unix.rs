use std::fs::{DirBuilder, File, Metadata, OpenOptions, Permissions};
use std::io::{Error, Result};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use rustix::fs::OFlags;
use rustix::io::Errno;

use crate::file::Unsuitable;

/// The owner writes, the group reads, nobody else does anything.
const MODE: u32 = 0o640;
const DIRECTORY_MODE: u32 = 0o750;

/// Which file it is, whatever its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::file) struct Identity {
    device: u64,
    inode: u64,
}

impl Identity {
    pub(in crate::file) fn of(metadata: &Metadata) -> Self {
        Self { device: metadata.dev(), inode: metadata.ino() }
    }
}

/// Opens a regular file, which nobody else may read once it is ours: a link is not followed, since whoever may put one
/// here would choose what we write to, and a pipe is not waited for.
pub(in crate::file) fn open(path: &Path, options: &mut OpenOptions) -> Result<(File, Metadata)> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
    let file = options.mode(MODE).custom_flags(flags.bits().cast_signed()).open(path).map_err(explain)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(Unsuitable::NOT_A_REGULAR_FILE.into());
    }
    if metadata.nlink() > 1 {
        // Somebody else's file under our name: it would be written to, and its permissions changed.
        return Err(Unsuitable::HARD_LINK.into());
    }
    let mode = metadata.mode() & 0o777;
    if mode & !MODE != 0 {
        // A file of somebody else's, in a volume say, stays as it is.
        let _ = file.set_permissions(Permissions::from_mode(mode & MODE));
    }
    Ok((file, metadata))
}

fn explain(error: Error) -> Error {
    if error.raw_os_error() == Some(Errno::LOOP.raw_os_error()) {
        return Unsuitable::SYMBOLIC_LINK.into();
    }
    error
}

/// Creates a folder, and those above it.
pub(in crate::file) fn create_directory(path: &Path) -> Result<()> {
    DirBuilder::new().recursive(true).mode(DIRECTORY_MODE).create(path)
}
