use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::matching::Parts;
use crate::disk::{Temporary, Written};
use crate::line::{ChainedLine, OlderLine};
use crate::read::Lines;

/// A file of the log as it is to be, beside the one that is.
#[derive(Debug)]
pub(super) struct Rewrite {
    file: Temporary,
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
        let mut rewrite = Self { file: Temporary::beside(from, from)?, to: from.to_owned() };
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
                digest(older, &line);
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
        Ok(Finished { file: self.file.finish()?, to: self.to })
    }
}

/// A file that is whole and on disk.
#[derive(Debug)]
pub(super) struct Finished {
    file: Written,
    to: PathBuf,
}

impl Finished {
    /// Takes the place of the one that was, at once.
    pub(super) fn replace(self) -> io::Result<File> {
        self.file.replace(&self.to)
    }
}

/// Digests the lines of the older form of a file that stays as it is: they are the first of a log.
pub(super) fn digest_older(file: &Path, older: &mut Sha256) -> io::Result<()> {
    let mut lines = Lines::new(File::open(file)?);
    while let Some(raw) = lines.next(&mut |_| {})?.filter(|raw| !ChainedLine::claims(raw.bytes)) {
        digest(older, raw.bytes);
    }
    Ok(())
}

fn digest(older: &mut Sha256, line: &[u8]) {
    older.update(line);
    older.update(b"\n");
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
