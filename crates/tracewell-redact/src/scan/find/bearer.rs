use crate::Kind;
use crate::scan::found::Verdict;
use crate::scan::marker;
use crate::scan::pair::{bare, status_word};
use crate::scan::text::{Text, is_quote, is_space};

pub(super) const WORD: &str = "bearer";

/// What follows `Bearer`, unless it is a plain word: "bearer token missing" stays readable. The scheme stays.
pub(super) fn bearer(text: Text<'_>, at: usize) -> Verdict {
    let behind = at + WORD.len();
    let clean = Verdict::Clean { resume: behind };
    let blank = text.run(behind, is_space);
    if blank == behind || !text.begins_word(at) {
        return clean;
    }
    let start = text.run(blank, |byte| is_quote(byte) || byte == b'\\');
    let first = text.at(start);
    let begins_token = first.is_ascii_alphanumeric()
        || first >= 0x80
        || matches!(first, b'_' | b'-' | b'.' | b'~' | b'+' | b'/' | b'$');
    if !begins_token || marker::end_at(text, start).is_some() {
        return Verdict::Clean { resume: start.max(behind) };
    }
    let end = bare::end(text, start);
    let word = text.slice(start, end);
    // `realm="x"` is what a server asks with, not what a client answers.
    if status_word::is_plain(word) || status_word::is_about_bearers(word) || word.contains(&b'=') && is_challenge(word)
    {
        return clean;
    }
    Verdict::secret(Kind::Bearer, start, end)
}

fn is_challenge(word: &[u8]) -> bool {
    ["realm=", "error=", "scope=", "error_description=", "resource_metadata="]
        .iter()
        .any(|parameter| word.starts_with(parameter.as_bytes()))
}
