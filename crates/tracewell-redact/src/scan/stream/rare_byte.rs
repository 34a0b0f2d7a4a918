use memchr::memchr3;

/// The next byte that an e-mail address, an Azure secret or a percent-encoded text cannot do without.
pub(in crate::scan) fn next_mark(bytes: &[u8], from: usize) -> Option<usize> {
    memchr3(b'@', b'~', b'%', bytes.get(from..)?).map(|at| from + at)
}

/// The next byte that may part a name from its value: `=`, `:`, or the `(` of a tuple.
pub(in crate::scan) fn next_separator(bytes: &[u8], from: usize) -> Option<usize> {
    memchr3(b'=', b':', b'(', bytes.get(from..)?).map(|at| from + at)
}
