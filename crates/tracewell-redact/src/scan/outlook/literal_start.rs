use super::bit_pair::Pair;
use super::block::{Block, Class, WIDTH, bits_at};
use super::outlook::{NOWHERE, each_bit};
use crate::scan::find::{Finder, TOKENS};

/// How long a run of token's characters is at least that holds one, as long as no equals sign parts it: the shortest have
/// a prefix of eight characters and ten more, and the host of a webhook has fifteen.
pub(super) const SHORTEST_RUN: usize = 15;

/// How far the byte by which a literal is told may stand behind its beginning.
pub(super) const MIDDLE: usize = 7;

/// The dashes before the label of a PEM block.
pub(super) const DASHES: usize = 5;

/// More than the longest terminal colour.
const LONGEST_COLOUR: usize = 24;

/// Where in a block runs begin that are long enough to hold a literal, also where they go on in the block behind.
#[inline]
pub(super) fn long_runs(block: &Block, next: &Block) -> u64 {
    let run = Pair::of(Class::Run, block, next);
    let twos = run & run.ahead(1);
    let fours = twos & twos.ahead(2);
    let eights = fours & fours.ahead(4);
    (eights & eights.ahead(SHORTEST_RUN - 8)).here
}

/// The first place in the block at `at`, of which the `long` runs and digits are told, where a literal begins; of one that is
/// told by its middle, the beginning, which may stand in the block before if a long run `goes_on` from there.
///
/// Not told here: PEM blocks, what begins a word only because an escape stands before it, and tokens that an equals sign
/// parts too early.
#[inline]
pub(super) fn in_runs(bytes: &[u8], at: usize, (long, goes_on): (u64, bool), digits: u64) -> Option<usize> {
    if holds_telling(bytes, at, long, goes_on) { in_telling_runs(bytes, at, long, digits) } else { None }
}

#[inline(never)]
fn in_telling_runs(bytes: &[u8], at: usize, long: u64, digits: u64) -> Option<usize> {
    let [letters, rare] = bits_at(bytes, at, |lanes| {
        [lanes.small().is_between(b'a', b'z'), lanes.is(b'g') | lanes.is(b'J') | lanes.is(b'.')]
    });
    let behind_word = u64::from(at > 0 && bytes[at - 1].is_ascii_alphanumeric());
    let mut first = NOWHERE;
    each_bit(letters & long & !((letters | digits) << 1 | behind_word), |i| {
        if begins_literal(bytes, at + i) {
            first = first.min(at + i);
        }
    });
    each_bit(rare, |i| first = first.min(around_rare(bytes, at + i).unwrap_or(NOWHERE)));
    (first != NOWHERE).then_some(first)
}

/// How many of its first bytes at most tell a literal from what hexadecimal digits and dashes make up.
#[cfg(test)]
const TELLING: usize = 3;

/// Whether a letter that is no small hexadecimal digit stands where one of a literal would: in its first bytes, or, where it
/// began in the block before, around its middle. In ids and times, which most long runs are, none does.
#[inline(never)]
fn holds_telling(bytes: &[u8], at: usize, long: u64, goes_on: bool) -> bool {
    let [telling] = bits_at(bytes, at, |lanes| [lanes.is_above(b'f') | lanes.is_between(b'A', b'Z')]);
    let near = telling | telling >> 1 | telling >> 2;
    if long & near != 0 || goes_on && telling & ((2 << MIDDLE) - 1) != 0 {
        return true;
    }
    // What begins with the last two bytes goes on in the next block.
    let is_behind = |by: usize| bytes.get(at + WIDTH + by).is_some_and(|byte| is_telling(*byte));
    long >> (WIDTH - 2) != 0 && (is_behind(0) || is_behind(1))
}

const fn is_telling(byte: u8) -> bool {
    byte > b'f' && byte < 0x80 || byte.is_ascii_uppercase()
}

/// The literal that has the rare byte at `at` in it, of those that may stand anywhere in a word.
fn around_rare(bytes: &[u8], at: usize) -> Option<usize> {
    let is_at = |start: Option<usize>, literal: &[u8]| {
        start.filter(|start| bytes.get(*start..).is_some_and(|rest| rest.starts_with(literal)))
    };
    match bytes[at] {
        b'g' => begins_literal(bytes, at).then_some(at),
        b'J' => is_at(at.checked_sub(2), b"eyJ").or_else(|| is_at(at.checked_sub(7), b"T3BlbkFJ")),
        b'.' if bytes.get(at + 1) == Some(&b'a') => is_at(Some(at), b".atlasv1."),
        b'.' if bytes.get(at + 1) == Some(&b's') => is_at(at.checked_sub(5), b"hooks.slack.com"),
        _ => None,
    }
}

/// The first two bytes of the literals: for each first byte, a bit for each second, or what differs from it in the upper bits.
static PAIRS: [u32; 128] = pairs();

const fn pairs() -> [u32; 128] {
    let mut pairs = [0; 128];
    let mut row = 0;
    while row < TOKENS.len() {
        let prefix = TOKENS[row].prefix().as_bytes();
        pairs[prefix[0] as usize] |= 1 << (prefix[1] & 31);
        row += 1;
    }
    row = 0;
    while row < Finder::LITERALS.len() {
        let literal = Finder::LITERALS[row].0.as_bytes();
        pairs[literal[0] as usize] |= 1 << (literal[1] & 31);
        row += 1;
    }
    pairs
}

/// Whether any literal begins at `at`.
#[inline]
pub(in crate::scan) fn begins_literal(bytes: &[u8], at: usize) -> bool {
    let Some([first, second]) = bytes.get(at..).and_then(|rest| rest.first_chunk::<2>()) else {
        return false;
    };
    let seconds = PAIRS.get(usize::from(*first)).copied().unwrap_or_default();
    seconds >> (second & 31) & 1 == 1 && is_literal(&bytes[at..])
}

#[inline(never)]
fn is_literal(rest: &[u8]) -> bool {
    let Some(begin) = rest.first_chunk::<3>() else {
        return false;
    };
    let begins = |literal: &[u8]| literal.first_chunk::<3>() == Some(begin) && rest.starts_with(literal);
    TOKENS.iter().any(|token| begins(token.prefix().as_bytes()))
        || Finder::LITERALS.iter().any(|(literal, _)| begins(literal.as_bytes()))
}

/// The literal that begins before the equals sign at `at`, so near that the run which it parts may not be a long one.
pub(super) fn before_equals(bytes: &[u8], at: usize) -> Option<usize> {
    (at.saturating_sub(SHORTEST_RUN)..at).find(|start| begins_literal(bytes, *start))
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
    begins_literal(bytes, start).then_some(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_all_known_here() {
        // Those of the tokens are read from their table; the others are written down above.
        let others: Vec<&str> = Finder::LITERALS.iter().map(|(literal, _)| *literal).collect();
        assert_eq!(others, ["eyJ", "T3BlbkFJ", "-----BEGIN", "hooks.slack.com", ".atlasv1."]);
        for literal in others.iter().filter(|literal| !literal.starts_with('-')) {
            assert!(literal.bytes().take(TELLING).any(is_telling), "{literal}");
        }
        for token in TOKENS {
            let prefix = token.prefix().as_bytes();
            assert!(prefix.iter().take(TELLING).any(|byte| is_telling(*byte)), "{token:?}");
            assert!(prefix.len() + token.least() >= SHORTEST_RUN);
            assert!(prefix.is_ascii() && prefix[0].is_ascii_alphabetic() && prefix.len() >= 3, "{token:?}");
            assert!(token.begins_word() || prefix[0] == b'g', "{token:?} may stand anywhere");
        }
    }

    #[test]
    fn literals_are_told_across_the_ends_of_blocks() {
        let tokens = TOKENS.iter().map(|token| token.prefix());
        for literal in tokens.chain(["eyJ", "T3BlbkFJ", "hooks.slack.com", ".atlasv1."]) {
            for before in WIDTH - 20..=WIDTH + 2 {
                // Digits and dashes around, which tell nothing.
                let text = format!("{}-{literal}{}", "0".repeat(before - 1), "1".repeat(80));
                let bytes = text.as_bytes();
                let blocks = [0, WIDTH, 2 * WIDTH].map(|at| Block::at(bytes, at));
                let found = (0..2).find_map(|i| {
                    let long = long_runs(&blocks[i], &blocks[i + 1]);
                    in_runs(bytes, i * WIDTH, (long, i > 0), blocks[i].bits(Class::Digit))
                });
                assert_eq!(found, Some(before), "{text}");
            }
        }
    }
}
