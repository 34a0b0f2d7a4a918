use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::disk::{folder_of, is_at, own_like, private};
use crate::read::Segments;
use crate::{Error, ErrorKind};

/// How often to ask for a lock that somebody else holds.
const PAUSE: Duration = Duration::from_millis(50);

/// The right to write a log, held by one process at a time. The system takes it back when the process ends, however it does.
///
/// It lies on a file of its own, for the log's own file changes its name when it is sealed, and is replaced when somebody is
/// erased; and on the log's own file as well, for a file may have more names than one, and a file of locks may be removed.
#[derive(Debug)]
pub(crate) struct Lock {
    #[expect(dead_code, reason = "it is held, not read")]
    file: File,
    data: File,
}

impl Lock {
    /// Takes it for the log at a [located](crate::disk::located) path, which begins if there is none.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Locked`] if it can't be had within `wait`.
    pub(crate) fn take(log: &Path, wait: Duration) -> Result<Self, Error> {
        let deadline = Instant::now().checked_add(wait);
        loop {
            if let Some(lock) = Self::try_take(log)? {
                return Ok(lock);
            }
            if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                return Err(Error::new(ErrorKind::Locked));
            }
            thread::sleep(PAUSE);
        }
    }

    fn try_take(log: &Path) -> Result<Option<Self>, Error> {
        let mut name = OsString::from(log);
        name.push(".lock");
        let name = PathBuf::from(name);
        // Who waits for a file that was removed meanwhile has a lock that nobody else knows of.
        let Some(file) = opened(&name, log)?.filter_locked(&name)? else { return Ok(None) };
        let mut options = OpenOptions::new();
        options.read(true).append(true);
        let data = match options.open(log) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => begun(log, &options)?,
            data => Some(data?),
        };
        let data = if cfg!(unix) { data.filter_locked(log)? } else { data };
        Ok(data.map(|data| Self { file, data }))
    }

    /// The log's own file as it was when the lock was taken.
    pub(super) fn data(&self) -> &File {
        &self.data
    }
}

/// The log's own file, new: it belongs to whom the segments before it belong, or the folder.
fn begun(log: &Path, options: &OpenOptions) -> io::Result<Option<File>> {
    let data = made(private(&mut options.clone()).create_new(true), log)?;
    if let Some(data) = &data {
        let segments = Segments::of(log)?;
        let like = segments.sealed.last().map_or_else(|| folder_of(log), |segment| segment.path.as_path());
        // A folder may well be of somebody else than its files.
        let _ = fs::metadata(like).and_then(|like| own_like(data, &like));
    }
    Ok(data)
}

/// The file of locks, which belongs to whom the log belongs.
fn opened(name: &Path, log: &Path) -> io::Result<Option<File>> {
    match OpenOptions::new().write(true).open(name) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        file => return file.map(Some),
    }
    let file = made(private(OpenOptions::new().write(true).create_new(true)), name)?;
    if let Some(file) = &file {
        let like = fs::metadata(log).or_else(|_| fs::metadata(folder_of(log)));
        let _ = like.and_then(|like| own_like(file, &like));
    }
    Ok(file)
}

/// `None` if somebody else was first.
fn made(options: &mut OpenOptions, path: &Path) -> io::Result<Option<File>> {
    match options.open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(None),
        file => file.map(Some),
    }
}

trait FilterLocked: Sized {
    /// Keeps it if it can be locked, and is what its name stands for.
    fn filter_locked(self, path: &Path) -> Result<Self, Error>;
}

impl FilterLocked for Option<File> {
    fn filter_locked(self, path: &Path) -> Result<Self, Error> {
        let Some(file) = self else { return Ok(None) };
        match file.try_lock() {
            Ok(()) => Ok(is_at(&file, path)?.then_some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }
}
