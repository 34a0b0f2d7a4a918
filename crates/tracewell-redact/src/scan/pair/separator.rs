use super::name::{Name, Strength};
use super::{name, status_word, value};
use crate::name::Sensitivity;
use crate::scan::find::behind_slashes;
use crate::scan::found::Verdict;
use crate::scan::marker;
use crate::scan::text::{Text, is_token};

/// A pair around the `=` or `:` at `at`.
pub(in crate::scan) fn separator(text: Text<'_>, at: usize, names: &Sensitivity) -> Verdict {
    let clean = Verdict::Clean { resume: at + 1 };
    let colon = text.at(at) == b':';
    // `::` parts the segments of a path.
    if colon && (text.at(at + 1) == b':' || text.before(at) == b':') {
        return clean;
    }
    if let Some(end) = marker::around_colon(text, at) {
        return Verdict::Clean { resume: end };
    }
    let Some(name) = name::before(text, at) else {
        return clean;
    };
    let Some(strength) = name.strength(text, names) else {
        return clean;
    };
    let short = strength == Strength::Short;
    // The scheme of a URL may well be a short word, but no longer one: `auth://callback`, not `password://secret`.
    if colon && short && behind_slashes(text, at + 1).is_some() {
        return clean;
    }
    let file = colon && name.is_file(text);
    if file && text.at(at + 1).is_ascii_digit() || name.is_key_id_of_hash(text, at) {
        return clean;
    }
    let Some(value) = value::after(text, at, &name) else {
        return clean;
    };
    let module = colon && name.is_module(text);
    if value.is_masked()
        || colon && (file || module || short) && is_prose(text, &name, &value)
        || module && short && !is_random(text, &value)
        || is_directive(text, &name, &value)
    {
        return Verdict::Clean { resume: value.start() };
    }
    Verdict::value(value.start(), value.end())
}

/// "invalid token: expired": in prose a short word, or the name of a file or a module, says nothing before a plain status word.
fn is_prose(text: Text<'_>, name: &Name, value: &value::Value) -> bool {
    !name.is_in_double_quotes()
        && value.is_bare()
        && status_word::is_plain(status_word::first(text.slice(value.start(), value.end())))
}

/// The shortest word behind a module's name that is taken for a token.
const SHORTEST_RANDOM: usize = 12;

/// Whether the first word has what written words lack: letters and digits mixed, and many of them.
fn is_random(text: Text<'_>, value: &value::Value) -> bool {
    let word = status_word::first(text.slice(value.start(), value.end()));
    word.len() >= SHORTEST_RANDOM
        && word.iter().all(|byte| is_token(*byte))
        && word.iter().any(u8::is_ascii_digit)
        && word.iter().any(u8::is_ascii_alphabetic)
}

/// `app::auth=debug`: a filter's directive for a module.
fn is_directive(text: Text<'_>, name: &Name, value: &value::Value) -> bool {
    let value = text.slice(value.start(), value.end());
    name.is_module(text)
        && value.split(|byte| *byte == b',').next().is_some_and(|word| {
            ["trace", "debug", "info", "warn", "error", "off"]
                .iter()
                .any(|level| word.eq_ignore_ascii_case(level.as_bytes()))
        })
}
