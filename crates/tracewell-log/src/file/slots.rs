use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, Result};
use std::path::{Path, PathBuf};

use super::file_name::FileName;
use super::lock::Lock;
use super::place::Place;

/// Far above any number that is given, and below a date.
const HIGHEST: u32 = 3_000_000;

/// The numbered names beside a log file: `NAME.1` is younger than `NAME.2`, and behind any number may come `.gz`.
#[derive(Clone, Debug)]
pub(super) struct Slots {
    directory: PathBuf,
    name: FileName,
}

/// The numbers in use.
#[derive(Debug, Default)]
pub(super) struct Listing {
    pub(super) plain: BTreeSet<u32>,
    pub(super) packed: BTreeSet<u32>,
    /// Ids of other processes, which log under these names.
    pub(super) foreign: BTreeSet<u32>,
}

impl Slots {
    pub(super) fn of(place: &Place) -> Self {
        Self { directory: place.directory().to_owned(), name: place.name().clone() }
    }

    /// Looks into the folder.
    pub(super) fn list(&self) -> Result<Listing> {
        let mut listing = Listing::default();
        for entry in fs::read_dir(&self.directory)? {
            let name = entry?.file_name();
            let Some(name) = name.to_str() else { continue };
            let of = |name: &str| {
                name.strip_prefix(self.name.as_str()).and_then(|rest| rest.strip_prefix('.').map(str::to_owned))
            };
            if let Some(locked) = name.strip_prefix('.').and_then(|name| name.strip_suffix(".lock")).and_then(of) {
                listing.foreign.extend(number(&locked));
            } else if let Some(rest) = of(name) {
                match rest.strip_suffix(".gz") {
                    None => listing.plain.extend(number(&rest)),
                    Some(rest) => listing.packed.extend(number(rest)),
                }
            }
        }
        let Listing { plain, packed, foreign } = &mut listing;
        plain.retain(|number| !foreign.contains(number));
        packed.retain(|number| !foreign.contains(number));
        Ok(listing)
    }

    pub(super) fn plain(&self, number: u32) -> PathBuf {
        self.directory.join(self.name.with(number).as_str())
    }

    pub(super) fn packed(&self, number: u32) -> PathBuf {
        self.directory.join(self.name.with(format_args!("{number}.gz")).as_str())
    }

    /// Where a file is packed before it gets its name.
    pub(super) fn workshop(&self) -> PathBuf {
        self.directory.join(format!(".{}.gz.part", self.name))
    }

    /// Puts a file where there is none.
    ///
    /// # Errors
    ///
    /// There is one, or another process logs under that name: the listing is out of date.
    pub(super) fn put(&self, file: &Path, number: u32) -> Result<()> {
        self.must_be_free(number)?;
        fs::rename(file, self.plain(number))
    }

    /// Gives a file another number, whatever its form. One that is gone meanwhile is none's loss.
    pub(super) fn renumber(&self, from: u32, to: u32) -> Result<()> {
        self.must_be_free(to)?;
        if !is_done(fs::rename(self.plain(from), self.plain(to)))? {
            is_done(fs::rename(self.packed(from), self.packed(to)))?;
        }
        Ok(())
    }

    pub(super) fn remove(&self, number: u32) -> Result<()> {
        if !is_done(fs::remove_file(self.plain(number)))? {
            is_done(fs::remove_file(self.packed(number)))?;
        }
        Ok(())
    }

    fn must_be_free(&self, number: u32) -> Result<()> {
        let taken = [self.plain(number), self.packed(number)].iter().any(|path| fs::symlink_metadata(path).is_ok());
        if taken || Lock::is_known(&self.directory, &self.name.with(number)) {
            return Err(ErrorKind::AlreadyExists.into());
        }
        Ok(())
    }
}

impl Listing {
    /// Numbers of ours, the youngest first.
    pub(super) fn numbers(&self) -> Vec<u32> {
        self.plain.union(&self.packed).copied().collect()
    }
}

/// Whether it is the number of a full file, or the id of a process.
pub(super) fn is_number(text: &str) -> bool {
    !text.is_empty() && !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number as it is written, so that none is two.
fn number(text: &str) -> Option<u32> {
    text.parse().ok().filter(|number| is_number(text) && *number <= HIGHEST)
}

/// Whether there was such a file.
pub(super) fn is_done(result: Result<()>) -> Result<bool> {
    match result {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}
