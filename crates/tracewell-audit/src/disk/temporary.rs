use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::{own_like, private, sync_folder};
use crate::read::Segments;

/// What a file is called that is not whole yet.
pub(crate) const SUFFIX: &str = ".writing";

/// A file as it is to be, beside the one that is, under a name that nobody reads.
#[derive(Debug)]
pub(crate) struct Temporary {
    file: BufWriter<File>,
    path: PathBuf,
}

impl Temporary {
    /// For `to`; owned and open to others as `like` is.
    pub(crate) fn beside(to: &Path, like: &Path) -> io::Result<Self> {
        let mut path = OsString::from(to);
        path.push(SUFFIX);
        let path = PathBuf::from(path);
        let like = fs::metadata(like)?;
        let file = private(OpenOptions::new().create_new(true).write(true)).open(&path)?;
        own_like(&file, &like)?;
        file.set_permissions(like.permissions())?;
        // Whoever finds it under its new name finds it locked, as long as this lasts.
        #[cfg(unix)]
        file.lock()?;
        Ok(Self { file: BufWriter::new(file), path })
    }

    /// Puts it on disk, still under its own name.
    pub(crate) fn finish(self) -> io::Result<Written> {
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        Ok(Written { file, path: self.path })
    }
}

impl Write for Temporary {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// A file that is whole and on disk.
#[derive(Debug)]
pub(crate) struct Written {
    file: File,
    path: PathBuf,
}

impl Written {
    /// Takes the place of `to`, at once. The file stays locked until what comes back is dropped.
    pub(crate) fn replace(self, to: &Path) -> io::Result<File> {
        fs::rename(&self.path, to)?;
        sync_folder(to)?;
        Ok(self.file)
    }
}

/// Removes what did not come to its end.
pub(crate) fn remove_leftovers(log: &Path) -> io::Result<()> {
    for path in Segments::leftovers(log)? {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
