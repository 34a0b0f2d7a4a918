use std::fs::{self, File, OpenOptions};
use std::io::{Error, ErrorKind, Result, Write};
use std::path::PathBuf;
use std::time::SystemTime;

use super::platform::{Identity, open};
use super::tail::mend;
use crate::Batch;

/// The file that is appended to.
///
/// Whatever goes wrong, it ends with a whole line as soon as anything can be done about it.
#[derive(Debug)]
pub(super) struct Current {
    file: File,
    path: PathBuf,
    identity: Identity,
    /// Its length when it last ended with a whole line.
    whole: u64,
    /// Whether the beginning of a line stands behind that, which could not be cut off.
    torn: bool,
    cut: bool,
    modified: Option<SystemTime>,
}

impl Current {
    /// Opens what is there, mended, or makes a new one.
    pub(super) fn open(path: PathBuf) -> Result<Self> {
        let (mut file, metadata) = open(&path, OpenOptions::new().read(true).append(true).create(true))?;
        let modified = metadata.modified().ok().filter(|_| metadata.len() > 0);
        let mended = mend(&mut file)?;
        let identity = Identity::of(&metadata);
        Ok(Self { file, path, identity, whole: mended.length, torn: false, cut: mended.cut, modified })
    }

    pub(super) const fn path(&self) -> &PathBuf {
        &self.path
    }

    /// Its length in bytes.
    pub(super) const fn length(&self) -> u64 {
        self.whole
    }

    /// Whether the beginning of a line was cut off when it was opened.
    pub(super) const fn was_torn(&self) -> bool {
        self.cut
    }

    /// When it was last written to before it was opened, if it holds anything of then.
    pub(super) const fn modified(&self) -> Option<SystemTime> {
        self.modified
    }

    /// Looks after what others have done to it: cut short or added to, it ends with a whole line afterwards. Says whether it
    /// is still the one with its name.
    pub(super) fn settle(&mut self) -> Result<bool> {
        let length = match fs::symlink_metadata(&self.path) {
            Ok(found) if Identity::of(&found) == self.identity => found.len(),
            Ok(_) => return Ok(false),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error),
        };
        if length != self.whole {
            self.mend()?;
        }
        Ok(true)
    }

    fn mend(&mut self) -> Result<()> {
        if self.torn && self.file.metadata()?.len() > self.whole {
            self.file.set_len(self.whole)?;
        }
        self.torn = false;
        self.whole = mend(&mut self.file)?.length;
        Ok(())
    }

    /// Appends as much of `part`, which begins `batch`, as there is room for, in whole lines.
    pub(super) fn append(&mut self, part: &[u8], batch: Batch<'_>) -> Result<usize> {
        let (written, failure) = write(&mut self.file, part);
        let Some(failure) = failure else {
            self.whole += written as u64;
            return Ok(written);
        };
        let lines = Some(batch.whole_records(written)).filter(|lines| lines.len() <= written).map_or(0, <[u8]>::len);
        self.whole += lines as u64;
        if written > lines {
            // Nobody is to read half a line until there is room for the other half.
            self.torn = true;
            let _ = self.mend();
        }
        if lines > 0 { Ok(lines) } else { Err(failure) }
    }

    /// Starts afresh.
    pub(super) fn clear(&mut self) -> Result<()> {
        self.file.set_len(0)?;
        self.whole = 0;
        Ok(())
    }

    /// Leaves it to whoever has renamed it.
    pub(super) fn leave(mut self) {
        if self.torn {
            let _ = self.mend();
        }
    }
}

/// Writes until all is written or nothing more can be; says how much.
fn write(file: &mut File, bytes: &[u8]) -> (usize, Option<Error>) {
    let mut written = 0;
    while let Some(rest) = bytes.get(written..).filter(|rest| !rest.is_empty()) {
        match file.write(rest) {
            Ok(0) => return (written, Some(ErrorKind::WriteZero.into())),
            Ok(more) => written += more,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return (written, Some(error)),
        }
    }
    (written, None)
}
