use memchr::memchr2;

use crate::name::Sensitivity;
use crate::scan::outlook::{Block, Class, WIDTH};
use crate::scan::pair::{is_wide_separator, may_be_list, may_be_pair, may_be_tuple};

/// The next byte that an e-mail address or an Azure secret cannot do without.
pub(in crate::scan) fn next_mark(bytes: &[u8], from: usize) -> Option<usize> {
    let mut from = from;
    loop {
        let at = from + memchr2(b'@', b'~', bytes.get(from..)?)?;
        if is_mark(bytes, at) {
            return Some(at);
        }
        from = at + 1;
    }
}

/// Whether the `@` or `~` at `at` is worth a stop: the one of an Azure secret stands behind a `Q`.
#[inline]
pub(in crate::scan) fn is_mark(bytes: &[u8], at: usize) -> bool {
    bytes[at] == b'@' || bytes[..at].last() == Some(&b'Q')
}

/// The next byte that may part a sensitive name from its value (`=`, `:`, one of another script, the `(` of a tuple, the
/// `[` of a list), or a scheme from user and password.
pub(in crate::scan) fn next_separator(bytes: &[u8], from: usize, names: &Sensitivity) -> Option<usize> {
    let mut at = from;
    while at < bytes.len() {
        let mut rest = Block::at(bytes, at).bits(Class::Sign);
        while rest != 0 {
            let separator = at + rest.trailing_zeros() as usize;
            if is_separator(bytes, separator, names) {
                return Some(separator);
            }
            rest &= rest - 1;
        }
        at += WIDTH;
    }
    None
}

/// Whether the separator at `at` is worth a stop.
#[inline]
pub(in crate::scan) fn is_separator(bytes: &[u8], at: usize, names: &Sensitivity) -> bool {
    match (bytes[at], bytes.get(at + 1)) {
        (b'(', _) => may_be_tuple(bytes, at),
        (b'[', _) => may_be_list(bytes, at),
        (b':', Some(b'/' | b'\\')) => true,
        (0x80.., _) => is_wide_separator(bytes, at),
        (b'=' | b':', _) => may_be_pair(bytes, at, names),
        _ => false,
    }
}
