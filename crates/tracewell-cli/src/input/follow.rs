use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Seek};
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use super::Interrupt;

/// Between two looks at a file that has not grown.
const PAUSE: Duration = Duration::from_millis(200);
/// Looks at a file that is gone before it is given up.
const LOOKS: u32 = 10;

/// A file that is read on while it grows, also when it is rotated or cut short.
///
/// Whenever there was nothing new it says `WouldBlock`, so that what was read can be looked at; it ends once the file is
/// gone, or at Ctrl-C.
#[derive(Debug)]
pub(super) struct Follow {
    path: PathBuf,
    file: File,
    missing: u32,
    interrupt: Interrupt,
}

impl Follow {
    pub(super) fn open(path: PathBuf, interrupt: Interrupt) -> io::Result<Self> {
        Ok(Self { file: File::open(&path)?, path, missing: 0, interrupt })
    }

    /// Opens the file anew if another one lies at its place, or less than was read.
    fn look(&mut self) -> io::Result<()> {
        let read = self.file.stream_position()?;
        match fs::metadata(&self.path) {
            Ok(there) => {
                self.missing = 0;
                if !is_same(&self.file.metadata()?, &there) || there.len() < read {
                    self.file = File::open(&self.path)?;
                }
            }
            Err(error) if error.kind() == ErrorKind::NotFound => self.missing += 1,
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

impl Read for Follow {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.interrupt.is_pressed() {
            return Ok(0);
        }
        let read = self.file.read(buffer)?;
        if read > 0 {
            return Ok(read);
        }
        self.look()?;
        if self.missing > LOOKS {
            return Ok(0);
        }
        thread::sleep(PAUSE);
        Err(ErrorKind::WouldBlock.into())
    }
}

#[cfg(unix)]
fn is_same(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_same(_: &fs::Metadata, _: &fs::Metadata) -> bool {
    true
}
