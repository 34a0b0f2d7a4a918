use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::Lock;
use super::moved::Moved;
use crate::disk::{is_at, private, sync_folder};
use crate::read::Segments;

/// The reserve of a small disk is this part of it.
#[cfg(unix)]
const RESERVED_SHARE: u64 = 10;

/// The files of the log, as they are written.
#[derive(Debug)]
pub(super) struct Store {
    path: PathBuf,
    file: File,
    /// Bytes of the file that are lines somebody was told about.
    kept: u64,
    written: u64,
    segment_bytes: u64,
    /// What was not to be kept may still be there.
    uncertain: bool,
}

impl Store {
    /// Opens the file and cuts off what is behind `whole` bytes.
    pub(super) fn open(
        path: &Path,
        lock: &Lock,
        (whole, unended): (u64, bool),
        segment_bytes: u64,
    ) -> io::Result<Self> {
        // The one that is locked, unless it was put aside as broken.
        let file = if is_at(lock.data(), path)? { lock.data().try_clone()? } else { open(path)? };
        let mut store =
            Self { path: path.to_owned(), file, kept: whole, written: whole, segment_bytes, uncertain: false };
        store.file.set_len(whole)?;
        if unended {
            store.write(b"\n")?;
            store.keep();
        }
        store.file.sync_all()?;
        sync_folder(path)?;
        Ok(store)
    }

    /// Adds lines, all of them or none.
    pub(super) fn write(&mut self, lines: &[u8]) -> io::Result<()> {
        if self.uncertain {
            self.undo()?;
        }
        self.in_place()?;
        if self.kept > 0 && self.kept + lines.len() as u64 > self.segment_bytes {
            self.seal()?;
        }
        // Also if it fails: some of it may have got there.
        self.written += lines.len() as u64;
        self.file.write_all(lines)
    }

    /// Forces what was written to the disk, where who looks for the log will find it.
    pub(super) fn sync(&mut self) -> io::Result<()> {
        self.file.sync_data()?;
        self.in_place()
    }

    /// Bytes that what can be done without may still take of the disk.
    pub(super) fn spare(&self, reserve: u64) -> Option<u64> {
        spare(&self.file, reserve)
    }

    fn in_place(&self) -> io::Result<()> {
        if is_at(&self.file, &self.path)? { Ok(()) } else { Err(Moved.into()) }
    }

    /// What was written so far is there to stay.
    pub(super) fn keep(&mut self) {
        self.kept = self.written;
    }

    /// Takes back what was written since it was last kept.
    ///
    /// After a failed sync nobody knows what the disk holds of it; what was kept had been synced before. So the file is cut
    /// there and synced again, and until that has worked nothing is written.
    pub(super) fn undo(&mut self) -> io::Result<()> {
        self.uncertain = true;
        self.file.set_len(self.kept)?;
        self.file.sync_data()?;
        self.written = self.kept;
        self.uncertain = false;
        Ok(())
    }

    /// Begins a new file. If that fails, the old one goes on: it is only longer than it should be.
    fn seal(&mut self) -> io::Result<()> {
        self.file.sync_data()?;
        let sealed = Segments::of(&self.path)?.next_sealed(false).path;
        fs::rename(&self.path, &sealed)?;
        match open(&self.path) {
            Ok(file) => {
                self.file = file;
                (self.kept, self.written) = (0, 0);
                sync_folder(&self.path)
            }
            Err(error) => {
                fs::rename(&sealed, &self.path)?;
                Err(error)
            }
        }
    }
}

fn open(path: &Path) -> io::Result<File> {
    let file = private(OpenOptions::new().create(true).read(true).append(true)).open(path)?;
    #[cfg(unix)]
    file.try_lock()?;
    Ok(file)
}

/// `None` where the system does not tell.
#[cfg(unix)]
fn spare(file: &File, reserve: u64) -> Option<u64> {
    let disk = rustix::fs::fstatvfs(file).ok()?;
    let bytes = |blocks: u64| blocks.saturating_mul(disk.f_frsize);
    Some(bytes(disk.f_bavail).saturating_sub(reserve.min(bytes(disk.f_blocks) / RESERVED_SHARE)))
}

#[cfg(not(unix))]
fn spare(_: &File, _: u64) -> Option<u64> {
    None
}
