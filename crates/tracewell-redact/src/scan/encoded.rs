use std::cell::Cell;
use std::cmp::Reverse;

use super::found::{Found, Verdict};
use super::scanner::each_found;
use super::text::{SOFT_SPACE, Text, is_space, is_token};
use crate::name::Sensitivity;

/// What an encoded delimiter is read as. Each reading finds what the other does not, so both are made where they differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Delimiters {
    /// A part of the value: whoever encodes a delimiter says so, and it must not end one.
    Soft,
    /// A delimiter: JSON, `Debug` or a PEM block that was encoded as a whole.
    Hard,
}

/// How often a text is decoded: `%252540` is an `@` after three times.
const MOST_DEPTH: usize = 3;

/// The secrets that show only after percent-decoding, found ahead and handed out where they stand in the text.
pub(super) struct Encoded {
    depth: usize,
    scratch: Option<Box<Scratch>>,
    next: usize,
}

/// Buffers above this size are not kept.
const LARGEST_KEPT: usize = 64 * 1024;

/// Buffers that a thread keeps.
#[derive(Default)]
struct Scratch {
    bytes: Vec<u8>,
    /// For each decoded byte, and for the end, where it stands in the text.
    origins: Vec<usize>,
    found: Vec<Found>,
}

thread_local! {
    /// One for each depth, because the outer one is in use while the inner one is.
    static SCRATCH: [Cell<Option<Box<Scratch>>>; MOST_DEPTH] = const { [const { Cell::new(None) }; MOST_DEPTH] };
}

impl Encoded {
    /// Decodes each word of `text` that has a percent-encoded character in it, none before `from`, and looks for secrets
    /// there. All of them at once, before anything is replaced: both forms of a word are seen whole.
    pub(super) fn new(text: Text<'_>, from: usize, names: &Sensitivity, depth: usize) -> Self {
        let mut encoded = Self { depth, scratch: None, next: 0 };
        if depth == MOST_DEPTH || from >= text.len() {
            return encoded;
        }
        let mut until = 0;
        let mut from = from;
        while let Some(at) = next_percent(text.bytes(), from) {
            from = at + 1;
            if text.is_encoded(at) {
                let start = text.run_back(at, until, is_of_word);
                until = text.run(at, is_of_word);
                from = until;
                encoded.decode(text, start, until, names);
            }
        }
        encoded
    }

    fn decode(&mut self, text: Text<'_>, start: usize, end: usize, names: &Sensitivity) {
        let scratch = self.scratch.get_or_insert_with(|| kept(self.depth));
        let Scratch { bytes, origins, found } = &mut **scratch;
        let cut = text.is_cut() && end == text.len();
        let found_before = found.len();
        for delimiters in [Delimiters::Soft, Delimiters::Hard] {
            let differs = decode_into(text, start, end, delimiters, bytes, origins);
            each_found(Text::new(bytes, cut), names, self.depth + 1, &mut |secret| {
                if let (Some(start), Some(end)) = (origins.get(secret.start), origins.get(secret.end)) {
                    found.push(Found { start: *start, end: *end, mask: secret.mask });
                }
            });
            if !differs {
                break;
            }
        }
        // Of two that begin at the same place the longer one goes first, and the other has nothing left to replace.
        found[found_before..].sort_unstable_by_key(|found| (found.start, Reverse(found.end)));
    }

    pub(super) fn next_start(&self) -> Option<usize> {
        self.first().map(|found| found.start)
    }

    fn first(&self) -> Option<Found> {
        self.scratch.as_ref()?.found.get(self.next).copied()
    }

    /// Hands out the next of what was found, without what is replaced already.
    pub(super) fn take(&mut self, floor: usize) -> Verdict {
        let next = self.first();
        self.next += 1;
        match next {
            Some(found) if found.end > floor => Verdict::Found(Found { start: found.start.max(floor), ..found }),
            _ => Verdict::Clean { resume: floor },
        }
    }
}

/// Whether the percent sign at `at` begins an encoded character.
#[inline]
pub(super) fn begins_encoded(bytes: &[u8], at: usize) -> bool {
    matches!(&bytes[at..], [b'%', one, two, ..] if one.is_ascii_hexdigit() && two.is_ascii_hexdigit())
}

fn next_percent(bytes: &[u8], from: usize) -> Option<usize> {
    memchr::memchr(b'%', bytes.get(from..)?).map(|at| from + at)
}

impl Drop for Encoded {
    fn drop(&mut self) {
        if let Some(mut scratch) = self.scratch.take().filter(|scratch| scratch.bytes.capacity() <= LARGEST_KEPT) {
            scratch.found.clear();
            // During the end of a thread there is no place to keep it, and no need.
            let _ = SCRATCH.try_with(|kept| kept.get(self.depth).map(|kept| kept.set(Some(scratch))));
        }
    }
}

fn kept(depth: usize) -> Box<Scratch> {
    let kept = SCRATCH.try_with(|kept| kept.get(depth).and_then(Cell::take));
    kept.ok().flatten().unwrap_or_default()
}

fn is_of_word(byte: u8) -> bool {
    !is_space(byte) && byte >= b' '
}

/// Writes the word decoded to `bytes`, and says whether the other reading of delimiters would differ.
fn decode_into(
    text: Text<'_>,
    start: usize,
    end: usize,
    delimiters: Delimiters,
    bytes: &mut Vec<u8>,
    origins: &mut Vec<usize>,
) -> bool {
    bytes.clear();
    origins.clear();
    let mut differs = false;
    let mut at = start;
    while at < end {
        origins.push(at);
        if text.is_encoded(at) {
            let byte = digit(text.at(at + 1)) << 4 | digit(text.at(at + 2));
            let delimits = is_delimiter(byte);
            differs |= delimits;
            bytes.push(if delimits && delimiters == Delimiters::Soft { SOFT_SPACE } else { byte });
            at += 3;
        } else {
            bytes.push(text.at(at));
            at += 1;
        }
    }
    origins.push(end);
    differs
}

fn digit(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => byte - b'0',
        _ => (byte | 0x20) - b'a' + 10,
    }
}

fn is_delimiter(byte: u8) -> bool {
    !is_token(byte) && byte < 0x80 && !matches!(byte, b'.' | b'~' | b'@' | b'=' | b':' | b'+' | b'/' | b'%')
}
