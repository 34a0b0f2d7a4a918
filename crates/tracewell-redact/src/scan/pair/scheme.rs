use super::value;
use crate::scan::text::Text;

/// Schemes of HTTP authentication.
const SCHEMES: &[&str] = &[
    "apikey",
    "aws4-hmac-sha256",
    "basic",
    "bearer",
    "digest",
    "dpop",
    "gnap",
    "hawk",
    "hoba",
    "mutual",
    "negotiate",
    "ntlm",
    "oauth",
    "privatetoken",
    "scram-sha-1",
    "scram-sha-256",
    "signature",
    "token",
    "vapid",
];

/// The end of the scheme that `start..end` begins with, or is.
pub(in crate::scan) fn at(text: Text<'_>, start: usize, end: usize) -> Option<usize> {
    let word = text.slice(start, end).iter().take_while(|byte| is_scheme(**byte)).count();
    let stop = start + word;
    let blank = stop == end || text.at(stop) == b' ';
    (blank && is_known(text.slice(start, stop))).then_some(stop)
}

/// Whether the word is a scheme, in any case.
pub(crate) fn is_known(word: &[u8]) -> bool {
    SCHEMES.iter().any(|scheme| word.eq_ignore_ascii_case(scheme.as_bytes()))
}

/// Whether a word before credentials could be the name of a scheme that nobody has heard of.
pub(super) fn looks_like(word: &[u8]) -> bool {
    !word.is_empty() && word.len() <= 32 && word.iter().all(|byte| is_scheme(*byte))
}

fn is_scheme(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

/// The end of the credentials behind the scheme that ends at `scheme`: one token, or `name=value` parameters with commas
/// between.
pub(super) fn credentials_end(text: Text<'_>, scheme: usize) -> usize {
    let start = text.run(scheme, |byte| matches!(byte, b' ' | b'\t'));
    if start == scheme {
        return scheme;
    }
    let mut end = value::parameter_end(text, parameter_value(text, start).unwrap_or(start));
    if end == start {
        return scheme;
    }
    while text.at(end) == b',' {
        let next = text.run(end + 1, |byte| byte == b' ');
        let Some(value) = parameter_value(text, next) else {
            break;
        };
        end = value::parameter_end(text, value);
    }
    end
}

/// Where the value of a `name=` at `at` begins.
fn parameter_value(text: Text<'_>, at: usize) -> Option<usize> {
    let name = text.run(at, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    (name > at && text.at(name) == b'=').then_some(name + 1)
}
