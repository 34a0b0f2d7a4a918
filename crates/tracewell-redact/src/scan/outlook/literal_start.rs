use std::mem;

use super::block::{Block, Class, WIDTH, bits_where};
use super::outlook::{NOWHERE, each_bit};
use crate::scan::find::TOKENS;
use crate::scan::stream::{is_digit, is_letter};

/// How long a run of token's characters is at least that holds one: the shortest has a prefix of eight characters and ten
/// more, and the host of a webhook fifteen and a slash.
pub(super) const SHORTEST_RUN: usize = 16;

/// How far the byte by which a literal is told may stand behind its beginning.
const MIDDLE: usize = 7;

/// The dashes before the label of a PEM block.
pub(super) const DASHES: usize = 5;

/// More than the longest terminal colour.
const LONGEST_COLOUR: usize = 24;

/// Where the literals of secrets begin, told block by block.
///
/// Not told here: PEM blocks, and what begins a word only because an escape stands before it.
#[derive(Default)]
pub(super) struct LiteralStarts {
    run: u64,
    /// Where in the block before it a run is long enough.
    long_before: u64,
}

impl LiteralStarts {
    /// The first place in the block before the one at `at` that is told to be where a literal begins; of one that is told
    /// by its middle, the place itself.
    #[inline]
    pub(super) fn first_before(&mut self, bytes: &[u8], at: usize, next: &Block) -> Option<usize> {
        let run = next.bits(Class::Run);
        let mut long = u128::from(run) << WIDTH | u128::from(self.run);
        let mut width = 1;
        while width < SHORTEST_RUN {
            long &= long >> width;
            width *= 2;
        }
        let long = long as u64;
        self.run = run;
        let ends = mem::replace(&mut self.long_before, long) >> (WIDTH - MIDDLE);
        if long | ends == 0 { None } else { in_runs(bytes, at - WIDTH, long) }
    }
}

#[inline(never)]
fn in_runs(bytes: &[u8], at: usize, long: u64) -> Option<usize> {
    let words = bits_where(bytes, at, |byte| is_letter(byte) | is_digit(byte));
    let behind_word = u64::from(at > 0 && bytes[at - 1].is_ascii_alphanumeric());
    let mut first = NOWHERE;
    each_bit(words & long & !(words << 1 | behind_word), |i| {
        if begins_token(bytes, at + i) {
            first = first.min(at + i);
        }
    });
    let rare = bits_where(bytes, at, |byte| (byte == b'g') | (byte == b'J') | (byte == b'.'));
    each_bit(rare, |i| first = first.min(around_rare(bytes, at + i).unwrap_or(NOWHERE)));
    (first != NOWHERE).then_some(first)
}

/// The literal that has the rare byte at `at` in it, of those that may stand anywhere in a word.
fn around_rare(bytes: &[u8], at: usize) -> Option<usize> {
    let is_at = |start: Option<usize>, literal: &[u8]| {
        start.filter(|start| bytes.get(*start..).is_some_and(|rest| rest.starts_with(literal)))
    };
    match bytes[at] {
        b'g' => begins_token(bytes, at).then_some(at),
        b'J' => is_at(at.checked_sub(2), b"eyJ").or_else(|| is_at(at.checked_sub(7), b"T3BlbkFJ")),
        b'.' if bytes.get(at + 1) == Some(&b'a') => is_at(Some(at), b".atlasv1."),
        b'.' if bytes.get(at + 1) == Some(&b's') => is_at(at.checked_sub(5), b"hooks.slack.com"),
        _ => None,
    }
}

/// The first two bytes of the tokens: for each first byte, a bit for each second.
static PAIRS: [u128; 128] = pairs();

const fn pairs() -> [u128; 128] {
    let mut pairs = [0; 128];
    let mut row = 0;
    while row < TOKENS.len() {
        let prefix = TOKENS[row].prefix().as_bytes();
        pairs[prefix[0] as usize] |= 1 << prefix[1];
        row += 1;
    }
    pairs
}

#[inline]
fn begins_token(bytes: &[u8], at: usize) -> bool {
    let Some([first, second]) = bytes.get(at..).and_then(|rest| rest.first_chunk::<2>()) else {
        return false;
    };
    let seconds = PAIRS.get(usize::from(*first)).copied().unwrap_or_default();
    *second < 0x80 && seconds >> second & 1 == 1 && is_prefix(&bytes[at..])
}

#[inline(never)]
fn is_prefix(rest: &[u8]) -> bool {
    let Some(begin) = rest.first_chunk::<3>() else {
        return false;
    };
    let begins = |prefix: &[u8]| prefix.first_chunk::<3>() == Some(begin) && rest.starts_with(prefix);
    TOKENS.iter().any(|token| begins(token.prefix().as_bytes()))
}

/// Whether the `b` at `at` begins the word behind the dashes of a PEM block.
pub(super) fn is_block_of_key(bytes: &[u8], at: usize) -> bool {
    bytes[at..].starts_with(b"BEGIN") && bytes[..at].ends_with(b"-----")
}

/// The token behind the escape that the backslash, percent sign or bracket at `at` belongs to.
pub(super) fn behind_escape(bytes: &[u8], at: usize) -> Option<usize> {
    let start = match bytes[at] {
        b'\\' => at + 2,
        b'%' => at + 3,
        b'[' => {
            let rest = bytes[at + 1..].iter().take(LONGEST_COLOUR);
            let len = rest.take_while(|byte| byte.is_ascii_digit() || **byte == b';').count();
            at + len + 2
        }
        _ => return None,
    };
    begins_token(bytes, start).then_some(start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::find::Finder;

    #[test]
    fn literals_are_all_known_here() {
        // Those of the tokens are read from their table; the others are written down above.
        let others: Vec<&str> = Finder::LITERALS.iter().map(|(literal, _)| *literal).collect();
        assert_eq!(others, ["eyJ", "T3BlbkFJ", "-----BEGIN", "hooks.slack.com", ".atlasv1."]);
        for token in TOKENS {
            let prefix = token.prefix().as_bytes();
            assert!(prefix.len() + token.least() >= SHORTEST_RUN);
            assert!(prefix.is_ascii() && prefix[0].is_ascii_alphabetic() && prefix.len() >= 3, "{token:?}");
            assert!(token.begins_word() || prefix[0] == b'g', "{token:?} may stand anywhere");
        }
    }
}
