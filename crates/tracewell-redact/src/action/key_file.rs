use std::fs::{self, Metadata};
use std::io::Read;
use std::path::Path;
use std::time::SystemTime;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

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
pub(super) fn read(path: &Path) -> Option<Vec<Key>> {
    let mut text = String::new();
    fs::File::open(path).ok()?.take(MOST_BYTES + 1).read_to_string(&mut text).ok()?;
    if text.len() as u64 > MOST_BYTES {
        return None;
    }
    let keys: Vec<Key> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(key)
        .collect::<Option<_>>()?;
    let distinct = keys.iter().enumerate().all(|(place, key)| keys[..place].iter().all(|other| other.id() != key.id()));
    (!keys.is_empty() && distinct).then_some(keys)
}

fn key(line: &str) -> Option<Key> {
    let (id, secret) = line.split_once(':')?;
    let secret = secret.trim();
    let secret = STANDARD.decode(secret).or_else(|_| URL_SAFE.decode(secret)).ok()?;
    Key::new(id.trim(), secret)
}
