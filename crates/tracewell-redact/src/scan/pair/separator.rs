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
    if text.before(at) == b')' && !colon {
        return key_detail(text, at, names);
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
    let module = colon && name.is_module(text);
    let below = colon && !short && !file && !module && !name.is_quoted();
    let below = if below { value::below(text, at, &name) } else { None };
    let Some(value) = below.or_else(|| value::after(text, at, &name)) else {
        return clean;
    };
    if value.is_masked()
        || colon && (file || module || short) && is_prose(text, &name, &value)
        || module && short && !is_random(text, &value)
        || is_directive(text, &name, &value)
    {
        return Verdict::Clean { resume: value.start() };
    }
    Verdict::value(value.start(), value.end())
}

/// How far the names of a key are read.
const LONGEST_KEY: usize = 128;

/// `Key (token)=(abc) already exists.`: what PostgreSQL says about a row, names and values in parentheses.
fn key_detail(text: Text<'_>, at: usize, names: &Sensitivity) -> Verdict {
    let clean = Verdict::Clean { resume: at + 1 };
    if text.at(at + 1) != b'(' {
        return clean;
    }
    let start = text.run_back(at - 1, at.saturating_sub(LONGEST_KEY), |byte| byte != b'(' && byte >= b' ');
    let mut words = text.slice(start, at - 1).split(|byte| !name::is_name(*byte));
    if !words.any(|word| names.of(word).is_some()) {
        return clean;
    }
    match value::in_bracket(text, at + 1) {
        Some((start, end)) => Verdict::value(start, end),
        None => clean,
    }
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
