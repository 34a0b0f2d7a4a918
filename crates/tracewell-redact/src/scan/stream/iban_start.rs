use super::number::{BLOCK, is_digit, is_letter};

/// What tells whether a word begins in front of an account number.
const BEFORE: usize = 3;

/// The letters and digits that an account number begins with, and what stands before them.
const HEAD: usize = BEFORE + 4;

/// The bytes that tell of a block where account numbers begin in it.
const AROUND: usize = BLOCK + HEAD - 1;

/// The first of `from..from + BLOCK` where a word begins with two letters before two digits.
pub(super) fn iban_start(bytes: &[u8], from: usize) -> Option<usize> {
    let block = from.checked_sub(BEFORE).and_then(|from| bytes.get(from..)).and_then(|rest| rest.first_chunk());
    match block {
        Some(block) => first_head(block),
        None => first_head(&padded(bytes, from)),
    }
    .map(|at| from + at)
}

/// Whether a word begins at `at` with two letters; behind them two digits are known to stand.
#[inline]
pub(in crate::scan) fn begins_iban(bytes: &[u8], at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).map_or(0, |at| bytes[at]);
    is_letter(bytes[at]) && is_letter(bytes[at + 1]) && begins(before(BEFORE), before(1)) != 0
}

/// The bytes around the block at `from`; NUL where there are none.
fn padded(bytes: &[u8], from: usize) -> [u8; AROUND] {
    let mut around = [0; AROUND];
    let missing = BEFORE.saturating_sub(from);
    let there = bytes.get(from.saturating_sub(BEFORE)..).unwrap_or_default();
    let len = there.len().min(AROUND - missing);
    around[missing..missing + len].copy_from_slice(&there[..len]);
    around
}

/// Where in its block the first one begins. Hexadecimal ids pass the quick test now and then, words and times never.
fn first_head(block: &[u8; AROUND]) -> Option<usize> {
    if !any_head(block) || !any_begin(block) {
        return None;
    }
    (0..BLOCK).find(|at| block[*at..].first_chunk().is_some_and(may_begin))
}

/// Whether two letters stand before two digits somewhere; a comparison for each byte, without a branch, so that the
/// compiler can use wide registers.
fn any_head(block: &[u8; AROUND]) -> bool {
    let mut any = 0;
    for i in BEFORE..BEFORE + BLOCK {
        let letters = u8::from(is_letter(block[i])) & u8::from(is_letter(block[i + 1]));
        any |= letters & u8::from(is_digit(block[i + 2])) & u8::from(is_digit(block[i + 3]));
    }
    any != 0
}

/// The same with a word that begins there.
fn any_begin(block: &[u8; AROUND]) -> bool {
    let mut any = 0;
    for i in 0..BLOCK {
        let (percent, last) = (block[i], block[i + 2]);
        let letters = u8::from(is_letter(block[i + 3])) & u8::from(is_letter(block[i + 4]));
        let digits = u8::from(is_digit(block[i + 5])) & u8::from(is_digit(block[i + 6]));
        any |= letters & digits & begins(percent, last);
    }
    any != 0
}

fn may_begin(bytes: &[u8; HEAD]) -> bool {
    let [percent, _, last, one, two, three, four] = *bytes;
    is_letter(one) && is_letter(two) && is_digit(three) && is_digit(four) && begins(percent, last) != 0
}

/// Whether a word may begin behind these: the last is no letter or digit, or the end of an escape, which is `\n`, a
/// terminal colour or `%20`. Without a branch.
#[inline]
fn begins(percent: u8, last: u8) -> u8 {
    u8::from(!is_letter(last)) & u8::from(!is_digit(last))
        | u8::from(last == b'n')
        | u8::from(last == b'r')
        | u8::from(last == b't')
        | u8::from(last == b'0')
        | u8::from(last == b'm')
        | u8::from(percent == b'%')
}
