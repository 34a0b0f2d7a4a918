use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use sha2::{Digest, Sha256};

use super::KeyFileProblem;
use super::keyed_hash::{Key, is_key_id};

/// A file of keys is small; more is not read.
const MOST_BYTES: u64 = 64 * 1024;

const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// What stands in a file of keys.
pub(super) struct KeyFile {
    bytes: Vec<u8>,
}

/// What tells that a file has changed: neither its time nor its size has to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fingerprint([u8; 32]);

impl KeyFile {
    /// Reads the file, if it is one: whoever opens a pipe waits until somebody writes into it.
    pub(super) fn read(path: &Path) -> Result<Self, KeyFileProblem> {
        let unreadable = |error: io::Error| KeyFileProblem::Unreadable(error.kind());
        if !fs::metadata(path).map_err(unreadable)?.is_file() {
            return Err(KeyFileProblem::NotAFile);
        }
        let file = File::open(path).map_err(unreadable)?;
        if !file.metadata().map_err(unreadable)?.is_file() {
            return Err(KeyFileProblem::NotAFile);
        }
        let mut bytes = Vec::new();
        file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 > MOST_BYTES { Err(KeyFileProblem::TooLong) } else { Ok(Self { bytes }) }
    }

    pub(super) fn fingerprint(&self) -> Fingerprint {
        Fingerprint(Sha256::digest(&self.bytes).into())
    }

    /// The keys: `id:base64` a line, at least 32 bytes each, the first one signs. Blank lines and lines that begin with `#`
    /// do not count. One bad line spoils the file: hashing with the second key because the first has a slip would go
    /// unseen.
    pub(super) fn keys(&self) -> Result<Vec<Key>, KeyFileProblem> {
        let no_text = KeyFileProblem::Unreadable(io::ErrorKind::InvalidData);
        let text = std::str::from_utf8(&self.bytes).map_err(|_| no_text)?;
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
}

fn key(line: &str, number: usize) -> Result<Key, KeyFileProblem> {
    let (id, secret) = line.split_once(':').ok_or(KeyFileProblem::NoColon(number))?;
    let (id, secret) = (id.trim(), secret.trim());
    if !is_key_id(id) {
        return Err(KeyFileProblem::BadId(number));
    }
    let secret = STANDARD.decode(secret).or_else(|_| URL_SAFE.decode(secret));
    let secret = secret.map_err(|_| KeyFileProblem::NotBase64(number))?;
    Key::new(id, secret).ok_or(KeyFileProblem::ShortKey(number))
}
