use std::cell::Cell;

use super::found::{Found, Verdict};
use super::scanner::each_found;
use super::text::{SOFT_SPACE, Text, is_space, is_token};
use crate::name::Sensitivity;

/// How often a text is decoded: `%2540` is an `@` after two times.
const MOST_DEPTH: usize = 2;

/// The secrets that show only after percent-decoding, found ahead and handed out where they stand in the text.
pub(super) struct Encoded {
    depth: usize,
    /// Everything before was decoded already.
    until: usize,
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
    static SCRATCH: Cell<Option<Box<Scratch>>> = const { Cell::new(None) };
}

impl Encoded {
    pub(super) fn new(depth: usize) -> Self {
        Self { depth, until: 0, scratch: None, next: 0 }
    }

    pub(super) fn next_start(&self) -> Option<usize> {
        let scratch = self.scratch.as_ref()?;
        scratch.found.get(self.next).map(|found| found.start)
    }

    /// Hands out the next of what was found, without what is replaced already.
    pub(super) fn take(&mut self, floor: usize) -> Verdict {
        let next = self.scratch.as_ref().and_then(|scratch| scratch.found.get(self.next));
        self.next += 1;
        match next {
            Some(found) if found.end > floor => Verdict::Found(Found { start: found.start.max(floor), ..*found }),
            _ => Verdict::Clean { resume: floor },
        }
    }

    /// Decodes the word around the `%` at `at`, unless that was done, and looks for secrets in it.
    pub(super) fn decode(&mut self, text: Text<'_>, at: usize, names: &Sensitivity) -> Verdict {
        let clean = Verdict::Clean { resume: at + 1 };
        if at < self.until || self.depth >= MOST_DEPTH || !text.is_encoded(at) {
            return clean;
        }
        let start = text.run_back(at, self.until, is_of_word);
        let end = text.run(at, is_of_word);
        self.until = end;

        let scratch = self.scratch.get_or_insert_with(|| SCRATCH.take().unwrap_or_default());
        let Scratch { bytes, origins, found } = &mut **scratch;
        decode_into(text, start, end, bytes, origins);
        // What was found before is handed out already, or stands before this word.
        found.drain(..self.next.min(found.len()));
        self.next = 0;
        let cut = text.is_cut() && end == text.len();
        each_found(Text::new(bytes, cut), names, self.depth + 1, &mut |secret| {
            if let (Some(start), Some(end)) = (origins.get(secret.start), origins.get(secret.end)) {
                found.push(Found { start: *start, end: *end, mask: secret.mask });
            }
        });
        clean
    }
}

impl Drop for Encoded {
    fn drop(&mut self) {
        if let Some(mut scratch) = self.scratch.take().filter(|scratch| scratch.bytes.capacity() <= LARGEST_KEPT) {
            scratch.found.clear();
            // During the end of a thread there is no place to keep it, and no need.
            let _ = SCRATCH.try_with(|kept| kept.set(Some(scratch)));
        }
    }
}

fn is_of_word(byte: u8) -> bool {
    !is_space(byte) && byte >= b' '
}

fn decode_into(text: Text<'_>, start: usize, end: usize, bytes: &mut Vec<u8>, origins: &mut Vec<usize>) {
    bytes.clear();
    origins.clear();
    let mut at = start;
    while at < end {
        origins.push(at);
        if text.is_encoded(at) {
            bytes.push(softened(digit(text.at(at + 1)) << 4 | digit(text.at(at + 2))));
            at += 3;
        } else {
            bytes.push(text.at(at));
            at += 1;
        }
    }
    origins.push(end);
}

fn digit(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => byte - b'0',
        _ => (byte | 0x20) - b'a' + 10,
    }
}

/// Whoever encodes a delimiter says that it belongs to the value: it must not end one.
fn softened(byte: u8) -> u8 {
    match byte {
        b'.' | b'~' | b'@' | b'=' | b':' | b'+' | b'/' | b'%' => byte,
        _ if is_token(byte) || byte >= 0x80 => byte,
        _ => SOFT_SPACE,
    }
}
