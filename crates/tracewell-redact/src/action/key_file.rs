use std::fs::{self, Metadata};
use std::io::{self, Read};
use std::path::Path;
use std::time::SystemTime;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::KeyFileProblem;
use super::keyed_hash::Key;

/// A file of keys is small; more is not read.
const MOST_BYTES: u64 = 64 * 1024;

const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// What tells that a file has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    modified: Option<SystemTime>,
    len: u64,
    inode: u64,
}

impl Stamp {
    pub(super) fn of(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        Some(Self { modified: metadata.modified().ok(), len: metadata.len(), inode: inode(&metadata) })
    }
}

#[cfg(unix)]
fn inode(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> u64 {
    0
}

/// The keys of a file: `id:base64` a line, at least 32 bytes each, the first one signs. Blank lines and lines that begin
/// with `#` do not count. One bad line spoils the file: hashing with the second key because the first has a slip would
/// go unseen.
pub(super) fn read(path: &Path) -> Result<Vec<Key>, KeyFileProblem> {
    let unreadable = |error: io::Error| KeyFileProblem::Unreadable(error.kind());
    let mut text = String::new();
    let file = fs::File::open(path).map_err(unreadable)?;
    file.take(MOST_BYTES + 1).read_to_string(&mut text).map_err(unreadable)?;
    if text.len() as u64 > MOST_BYTES {
        return Err(KeyFileProblem::TooLong);
    }
    let mut keys: Vec<Key> = Vec::new();
    for (number, line) in (1..).zip(text.lines().map(str::trim)) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let key = key(line, number)?;
        if keys.iter().any(|other| other.id() == key.id()) {
            return Err(KeyFileProblem::RepeatedId(number));
        }
        keys.push(key);
    }
    if keys.is_empty() { Err(KeyFileProblem::NoKey) } else { Ok(keys) }
}

fn key(line: &str, number: usize) -> Result<Key, KeyFileProblem> {
    let (id, secret) = line.split_once(':').ok_or(KeyFileProblem::NoColon(number))?;
    let (id, secret) = (id.trim(), secret.trim());
    if !Key::is_id(id) {
        return Err(KeyFileProblem::BadId(number));
    }
    let secret = STANDARD.decode(secret).or_else(|_| URL_SAFE.decode(secret));
    let secret = secret.map_err(|_| KeyFileProblem::NotBase64(number))?;
    Key::new(id, secret).ok_or(KeyFileProblem::ShortKey(number))
}
