use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::matching::Parts;
use crate::Hash;
use crate::line::{ChainedLine, OlderLine};
use crate::log::sync_folder;
use crate::read::Lines;

/// A file of the log as it is to be, beside the one that is.
#[derive(Debug)]
pub(super) struct Rewrite {
    file: BufWriter<File>,
    from: PathBuf,
    to: PathBuf,
}

impl Rewrite {
    /// Copies `from`, up to `whole` bytes, without what `parts` says of each line; `older` digests its lines of the older
    /// form as they are then.
    pub(super) fn of(
        from: &Path,
        whole: u64,
        older: &mut Sha256,
        parts: &mut dyn FnMut(u64) -> Parts,
    ) -> io::Result<Self> {
        let to = temporary(from);
        let mut rewrite = Self { file: BufWriter::new(create(&to, from)?), from: from.to_owned(), to };
        let mut lines = Lines::new(File::open(from)?);
        while let Some(raw) = lines.next(&mut |_| {})?.filter(|raw| raw.end <= whole) {
            let parts = parts(raw.number);
            let chained = ChainedLine::claims(raw.bytes).then(|| ChainedLine::parse(raw.bytes)).flatten();
            let line = match chained {
                _ if !parts.any() => raw.bytes.to_vec(),
                Some(line) => line.erased(parts.user, parts.value),
                None => erased_older(raw.bytes, parts)?,
            };
            if !ChainedLine::claims(&line) {
                older.update(&line);
                older.update(b"\n");
            }
            rewrite.add(&line)?;
        }
        Ok(rewrite)
    }

    pub(super) fn add(&mut self, line: &[u8]) -> io::Result<()> {
        self.file.write_all(line)?;
        self.file.write_all(b"\n")
    }

    /// Puts it on disk, still under a name of its own.
    pub(super) fn finish(self) -> io::Result<Finished> {
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        Ok(Finished { from: self.from, to: self.to })
    }
}

/// A file that is whole and on disk.
#[derive(Debug)]
pub(super) struct Finished {
    from: PathBuf,
    to: PathBuf,
}

impl Finished {
    /// Takes the place of the one that was, at once.
    pub(super) fn replace(self) -> io::Result<()> {
        fs::rename(&self.to, &self.from)?;
        sync_folder(&self.from)
    }
}

/// Removes what an erasure left that did not come to its end.
pub(crate) fn remove_leftovers(log: &Path) -> io::Result<()> {
    let segments = crate::read::Segments::of(log)?;
    let sealed = segments.sealed.into_iter().map(|segment| segment.path);
    let checkpoint = segments.checkpoint.into_iter().map(|(_, path)| path);
    for path in sealed.chain(checkpoint).chain([log.to_owned()]) {
        match fs::remove_file(temporary(&path)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

pub(super) fn finish_digest(older: Sha256) -> Hash {
    Hash::finish(older)
}

#[derive(Serialize)]
struct ErasedOlder<'l> {
    time: &'l str,
    #[serde(rename = "type")]
    kind: &'l str,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<&'l str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    team: Option<&'l str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'l serde_json::value::RawValue>,
    erased: bool,
}

/// It has no hash that would have to stay: what goes is simply gone.
fn erased_older(line: &[u8], parts: Parts) -> io::Result<Vec<u8>> {
    let Some(older) = OlderLine::parse(line) else { return Ok(line.to_vec()) };
    let erased = ErasedOlder {
        time: &older.time,
        kind: &older.kind,
        user: older.user.as_deref().filter(|_| !parts.user),
        team: older.team.as_deref(),
        value: older.value.filter(|_| !parts.value),
        erased: true,
    };
    Ok(serde_json::to_vec(&erased)?)
}

fn create(path: &Path, like: &Path) -> io::Result<File> {
    let file = OpenOptions::new().create(true).write(true).truncate(true).open(path)?;
    file.set_permissions(fs::metadata(like)?.permissions())?;
    Ok(file)
}

fn temporary(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".erasing");
    name.into()
}
