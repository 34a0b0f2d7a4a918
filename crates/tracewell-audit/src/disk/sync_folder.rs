use std::fs::File;
use std::io;
use std::path::Path;

use super::folder_of;

/// Makes new and changed names in a file's folder last.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder_of(path))?.sync_all() } else { Ok(()) }
}
