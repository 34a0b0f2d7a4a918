use super::number::{BLOCK, is_digit, is_letter};

/// What tells whether a word begins in front of an account number.
const BEFORE: usize = 3;

/// The letters and digits that an account number begins with.
const IBAN_REACH: usize = BEFORE + 4;

/// The first of `from..to` where a word begins with two letters before two digits.
pub(super) fn iban_start(bytes: &[u8], from: usize, to: usize) -> Option<usize> {
    let block = from.checked_sub(BEFORE).and_then(|from| bytes.get(from..)).and_then(|rest| rest.first_chunk());
    if block.is_some_and(|block| !any_iban(block)) {
        return None;
    }
    (from..to.min(bytes.len())).find(|at| around(bytes, *at).is_some_and(|bytes| may_be_iban(&bytes) != 0))
}

/// The bytes before and behind `at`; NUL where the text has not begun.
fn around(bytes: &[u8], at: usize) -> Option<[u8; IBAN_REACH]> {
    if let Some(start) = at.checked_sub(BEFORE) {
        return bytes[start..].first_chunk().copied();
    }
    let mut around = [0; IBAN_REACH];
    around[BEFORE - at..].copy_from_slice(bytes.get(..at + IBAN_REACH - BEFORE)?);
    Some(around)
}

fn any_iban(block: &[u8; BLOCK + IBAN_REACH - 1]) -> bool {
    let mut any = 0;
    for i in 0..BLOCK {
        let start = [block[i], block[i + 1], block[i + 2], block[i + 3], block[i + 4], block[i + 5], block[i + 6]];
        any |= may_be_iban(&start);
    }
    any != 0
}

/// Whether a word may begin behind three bytes, with two letters before two digits; without a branch.
///
/// What stands before is no letter or digit, or the end of an escape: `\n`, a terminal colour, `%20`.
#[inline]
fn may_be_iban(bytes: &[u8; IBAN_REACH]) -> u8 {
    let [percent, _, last, rest @ ..] = bytes;
    let begins = u8::from(!is_letter(*last)) & u8::from(!is_digit(*last))
        | u8::from(*percent == b'%')
        | u8::from(*last == b'n')
        | u8::from(*last == b'r')
        | u8::from(*last == b't')
        | u8::from(*last == b'0')
        | u8::from(*last == b'm');
    begins
        & u8::from(is_letter(rest[0]))
        & u8::from(is_letter(rest[1]))
        & u8::from(is_digit(rest[2]))
        & u8::from(is_digit(rest[3]))
}
