use memchr::memchr3;

use crate::name::Sensitivity;
use crate::scan::pair::{may_be_pair, may_be_tuple};

/// The next byte that an e-mail address, an Azure secret or a percent-encoded text cannot do without.
pub(in crate::scan) fn next_mark(bytes: &[u8], from: usize) -> Option<usize> {
    memchr3(b'@', b'~', b'%', bytes.get(from..)?).map(|at| from + at)
}

/// The next byte that may part a sensitive name from its value (`=`, `:`, the `(` of a tuple), or a scheme from user and
/// password.
pub(in crate::scan) fn next_separator(bytes: &[u8], from: usize, names: &Sensitivity) -> Option<usize> {
    let mut from = from;
    loop {
        let at = from + memchr3(b'=', b':', b'(', bytes.get(from..)?)?;
        let stop = match (bytes[at], bytes.get(at + 1)) {
            (b'(', _) => may_be_tuple(bytes, at),
            (b':', Some(b'/' | b'\\')) => true,
            _ => may_be_pair(bytes, at, names),
        };
        if stop {
            return Some(at);
        }
        from = at + 1;
    }
}
