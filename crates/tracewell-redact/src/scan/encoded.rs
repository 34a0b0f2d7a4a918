use std::cell::Cell;
use std::cmp::Reverse;

use super::found::{Found, Mask, Verdict};
use super::scanner::each_decoded;
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

/// How many times the length of a text may be decoded, over all of its readings. Text that was encoded as a whole, even
/// twice, needs fewer.
const MOST_READINGS: usize = 8;

/// So much may be decoded of any text.
const LEAST_DECODED: usize = 256;

/// How often a text was decoded already, and how many bytes may still be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decoding<'b> {
    depth: usize,
    left: &'b Cell<usize>,
}

impl<'b> Decoding<'b> {
    /// How many bytes may be decoded for a text of this length.
    pub(super) fn budget(len: usize) -> Cell<usize> {
        Cell::new(len.saturating_mul(MOST_READINGS).saturating_add(LEAST_DECODED))
    }

    pub(super) fn within(left: &'b Cell<usize>) -> Self {
        Self { depth: 0, left }
    }

    /// Takes `len` bytes of what is left, if there are so many.
    fn take(self, len: usize) -> bool {
        let left = self.left.get().checked_sub(len);
        self.left.set(left.unwrap_or(0));
        left.is_some()
    }
}

/// The secrets that show only after decoding, found ahead and handed out where they stand in the text.
pub(super) struct Encoded<'b> {
    decoding: Decoding<'b>,
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

impl<'b> Encoded<'b> {
    /// Decodes each word of `text` that has a percent-encoded character in it, none before `from`, and looks for secrets
    /// there. All of them at once, before anything is replaced: both forms of a word are seen whole. Where JSON or HTML
    /// escaped a character, blanks may stand around it, so all that follows is decoded.
    pub(super) fn new(text: Text<'_>, from: usize, names: &Sensitivity, decoding: Decoding<'b>) -> Self {
        let mut encoded = Self { decoding, scratch: None, next: 0 };
        if decoding.depth == MOST_DEPTH || from >= text.len() {
            return encoded;
        }
        let mut until = 0;
        let mut from = from;
        while let Some(at) = next_sign(text.bytes(), from) {
            from = at + 1;
            if begins_encoded(text.bytes(), at) {
                let start = text.run_back(at, until, is_of_word);
                if text.at(at) == b'%' {
                    until = text.run(at, is_of_word);
                    encoded.decode(text, start, until, names);
                } else {
                    encoded.decode(text, words_before(text, start, until), text.len(), names);
                    until = text.len();
                }
                from = until;
            }
        }
        encoded
    }

    fn decode(&mut self, text: Text<'_>, start: usize, end: usize, names: &Sensitivity) {
        let scratch = self.scratch.get_or_insert_with(|| kept(self.decoding.depth));
        let Scratch { bytes, origins, found } = &mut **scratch;
        let cut = text.is_cut() && end == text.len();
        let found_before = found.len();
        let deeper = Decoding { depth: self.decoding.depth + 1, ..self.decoding };
        for delimiters in [Delimiters::Soft, Delimiters::Hard] {
            if !self.decoding.take(end - start) {
                // What nobody has read may hold anything.
                found.push(Found { start, end, mask: Mask::Name });
                break;
            }
            let differs = decode_into(text, start, end, delimiters, bytes, origins);
            each_decoded(Text::new(bytes, cut), names, deeper, &mut |secret| {
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

/// Whether the percent sign, ampersand or backslash at `at` begins an encoded character.
#[inline]
pub(super) fn begins_encoded(bytes: &[u8], at: usize) -> bool {
    match bytes.get(at..) {
        Some([b'\\', b'u' | b'x', ..] | [b'%', ..]) => character(&bytes[at..]).is_some(),
        Some([b'&', b'#' | b'a'..=b'z', ..]) => character(&bytes[at..]).is_some(),
        _ => false,
    }
}

/// The character that the bytes begin with, encoded for a URL, by JSON, C or HTML, and how long it is so. But for URLs those
/// of ASCII that print, which no encoding needs to touch.
fn character(bytes: &[u8]) -> Option<(u8, usize)> {
    let (code, len) = match bytes {
        [b'%', one, two, ..] if one.is_ascii_hexdigit() && two.is_ascii_hexdigit() => {
            return Some((digit(*one) << 4 | digit(*two), 3));
        }
        [b'\\', b'u', b'0', b'0', rest @ ..] => (number(rest, 16, 2)?.0, 6),
        [b'\\', b'x', rest @ ..] => (number(rest, 16, 2)?.0, 4),
        [b'&', b'#', b'x' | b'X', rest @ ..] => number(rest, 16, LONGEST_NUMBER).map(|(code, len)| (code, len + 3))?,
        [b'&', b'#', rest @ ..] => number(rest, 10, LONGEST_NUMBER).map(|(code, len)| (code, len + 2))?,
        [b'&', rest @ ..] => {
            let (name, code) = ENTITIES.iter().find(|(name, _)| rest.starts_with(name.as_bytes()))?;
            (u32::from(*code), name.len() + 1)
        }
        _ => return None,
    };
    let len = if bytes[0] == b'&' { (bytes.get(len) == Some(&b';')).then_some(len + 1)? } else { len };
    let byte = u8::try_from(code).ok().filter(|byte| (b' '..0x7f).contains(byte))?;
    Some((byte, len))
}

/// The most digits of a number in HTML; more than that are zeros that nobody writes.
const LONGEST_NUMBER: usize = 5;

/// More than the longest encoded character.
const LONGEST_ENCODED: usize = 12;

/// What HTML calls the signs that matter here.
const ENTITIES: [(&str, u8); 9] = [
    ("quot", b'"'),
    ("apos", b'\''),
    ("amp", b'&'),
    ("equals", b'='),
    ("colon", b':'),
    ("commat", b'@'),
    ("lowbar", b'_'),
    ("lt", b'<'),
    ("gt", b'>'),
];

/// The number that up to `most` digits make, and how many there are.
fn number(digits: &[u8], radix: u32, most: usize) -> Option<(u32, usize)> {
    let mut value = 0;
    let mut len = 0;
    for digit in digits.iter().take(most).map_while(|byte| char::from(*byte).to_digit(radix)) {
        value = value * radix + digit;
        len += 1;
    }
    (len >= 2).then_some((value, len))
}

/// How far before an escaped character a name may stand.
const LONGEST_NAME: usize = 96;

/// Where the words begin that stand before `start`, and may be the name that an escaped sign belongs to.
fn words_before(text: Text<'_>, start: usize, limit: usize) -> usize {
    let from = start.saturating_sub(LONGEST_NAME).max(limit);
    let begin = if from == 0 { Some(0) } else { text.slice(from, start).iter().position(|byte| is_space(*byte)) };
    begin.map_or(start, |begin| from + begin)
}

fn next_sign(bytes: &[u8], from: usize) -> Option<usize> {
    memchr::memchr3(b'%', b'&', b'\\', bytes.get(from..)?).map(|at| from + at)
}

impl Drop for Encoded<'_> {
    fn drop(&mut self) {
        if let Some(mut scratch) = self.scratch.take().filter(|scratch| scratch.bytes.capacity() <= LARGEST_KEPT) {
            scratch.found.clear();
            // During the end of a thread there is no place to keep it, and no need.
            let _ = SCRATCH.try_with(|kept| kept.get(self.decoding.depth).map(|kept| kept.set(Some(scratch))));
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
        if !begins_encoded(text.bytes(), at) {
            bytes.push(text.at(at));
            at += 1;
        } else if let Some((byte, len)) = character(text.slice(at, end.min(at + LONGEST_ENCODED))) {
            let delimits = text.at(at) == b'%' && is_delimiter(byte);
            differs |= delimits;
            bytes.push(if delimits && delimiters == Delimiters::Soft { SOFT_SPACE } else { byte });
            at += len;
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
