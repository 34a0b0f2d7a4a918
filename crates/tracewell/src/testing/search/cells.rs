use memchr::memmem::Finder;

use super::Needle;
use super::needle::each_place;

/// Stands for what is no character of base64.
const BREAK: u8 = 0xff;

/// Bytes as the characters of base64 in them, six bits each, standard and URL-safe alike. Line breaks are left out: long
/// texts are wrapped.
pub(in crate::testing) struct Cells {
    values: Vec<u8>,
    starts: Vec<usize>,
}

impl Cells {
    pub(in crate::testing) fn of(bytes: &[u8]) -> Self {
        let mut cells = Self { values: Vec::with_capacity(bytes.len()), starts: Vec::with_capacity(bytes.len()) };
        for (at, byte) in bytes.iter().enumerate() {
            let value = match byte {
                b'A'..=b'Z' => byte - b'A',
                b'a'..=b'z' => byte - b'a' + 26,
                b'0'..=b'9' => byte - b'0' + 52,
                b'+' | b'-' => 62,
                b'/' | b'_' => 63,
                b'\r' | b'\n' => continue,
                _ => BREAK,
            };
            cells.values.push(value);
            cells.starts.push(at);
        }
        cells
    }

    pub(in crate::testing) fn find(&self, needle: &Needle, mut found: impl FnMut(usize)) {
        for pattern in &needle.base64 {
            each_place(&pattern.whole, &self.values, |at| {
                let first = at.checked_sub(usize::from(pattern.first.is_some()));
                let fits = |cell: Option<Cell>, at: Option<usize>| {
                    cell.is_none_or(|cell| at.and_then(|at| self.values.get(at)).is_some_and(|value| cell.fits(*value)))
                };
                if fits(pattern.first, first)
                    && fits(pattern.last, Some(at + pattern.whole.needle().len()))
                    && let Some(start) = first.and_then(|first| self.starts.get(first))
                {
                    found(*start);
                }
            });
        }
    }
}

/// A secret in base64 behind a number of other bytes: the characters that it alone decides, and those at its edges of
/// which it decides some bits.
pub(in crate::testing) struct Pattern {
    first: Option<Cell>,
    whole: Finder<'static>,
    last: Option<Cell>,
}

/// A character of which some bits are known.
#[derive(Clone, Copy)]
struct Cell {
    value: u8,
    known: u8,
}

impl Cell {
    const WHOLE: u8 = 0x3f;

    fn fits(self, value: u8) -> bool {
        value != BREAK && value & self.known == self.value
    }
}

impl Pattern {
    /// `before` bytes stand in front of the secret, 0 to 2 of a group of three.
    pub(super) fn new(secret: &[u8], before: usize) -> Self {
        let bits = |at: usize| -> (u8, u8) {
            let byte = (at / 8).checked_sub(before).and_then(|at| secret.get(at));
            byte.map_or((0, 0), |byte| (byte >> (7 - at % 8) & 1, 1))
        };
        let cell = |at: usize| {
            (at * 6..at * 6 + 6).map(bits).fold(Cell { value: 0, known: 0 }, |cell, (value, known)| Cell {
                value: cell.value << 1 | value,
                known: cell.known << 1 | known,
            })
        };
        let end = ((before + secret.len()) * 8).div_ceil(6);
        let mut cells: Vec<Cell> = (before * 8 / 6..end).map(cell).collect();
        let is_partial = |cell: &Cell| cell.known != Cell::WHOLE;
        let last = cells.pop_if(|cell| is_partial(cell));
        let first = cells.first().copied().filter(is_partial);
        let whole: Vec<u8> = cells.iter().skip(usize::from(first.is_some())).map(|cell| cell.value).collect();
        Self { first, whole: Finder::new(&whole).into_owned(), last }
    }
}
