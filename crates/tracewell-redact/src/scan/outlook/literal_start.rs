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

/// Where in a block runs begin that are long enough to hold a literal.
#[inline]
pub(super) fn long_runs(block: &Block, next: &Block) -> u64 {
    let (run, behind) = (block.bits(Class::Run), next.bits(Class::Run));
    let crosses = (!run).leading_zeros() + (!behind).trailing_zeros() >= SHORTEST_RUN as u32;
    if crosses { runs_into(run, behind) } else { runs_into(run, 0) }
}

/// Where a run goes on for long enough, also in what stands behind.
#[inline]
fn runs_into(run: u64, behind: u64) -> u64 {
    let run = u128::from(behind) << WIDTH | u128::from(run);
    let twos = run & run >> 1;
    let fours = twos & twos >> 2;
    let eights = fours & fours >> 4;
    (eights & eights >> (SHORTEST_RUN - 8)) as u64
}

/// The first place in the block at `at`, of which the `long` runs and digits are told, where a literal begins; of one that is
/// told by its middle, the beginning, which may stand in the block before.
///
/// Not told here: PEM blocks, what begins a word only because an escape stands before it, and tokens that an equals sign
/// parts too early.
#[inline(never)]
pub(super) fn in_runs(bytes: &[u8], at: usize, long: u64, digits: u64) -> Option<usize> {
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

/// The first two bytes of the literals: for each first byte, a bit for each second.
static PAIRS: [u128; 128] = pairs();

const fn pairs() -> [u128; 128] {
    let mut pairs = [0; 128];
    let mut row = 0;
    while row < TOKENS.len() {
        let prefix = TOKENS[row].prefix().as_bytes();
        pairs[prefix[0] as usize] |= 1 << prefix[1];
        row += 1;
    }
    row = 0;
    while row < Finder::LITERALS.len() {
        let literal = Finder::LITERALS[row].0.as_bytes();
        pairs[literal[0] as usize] |= 1 << literal[1];
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
    *second < 0x80 && seconds >> second & 1 == 1 && is_literal(&bytes[at..])
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
        for token in TOKENS {
            let prefix = token.prefix().as_bytes();
            assert!(prefix.len() + token.least() >= SHORTEST_RUN);
            assert!(prefix.is_ascii() && prefix[0].is_ascii_alphabetic() && prefix.len() >= 3, "{token:?}");
            assert!(token.begins_word() || prefix[0] == b'g', "{token:?} may stand anywhere");
        }
    }
}
