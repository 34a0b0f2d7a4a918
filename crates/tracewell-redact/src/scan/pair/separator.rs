use std::ops::Range;

use super::name::{Name, Strength};
use super::{lines, name, prose, value};
use crate::name::Sensitivity;
use crate::scan::find::behind_slashes;
use crate::scan::found::Verdict;
use crate::scan::marker;
use crate::scan::text::Text;

/// What East Asian keyboards type for `:` and `=`, and what looks like them, and whether it is a colon.
pub(in crate::scan) const WIDE: &[(&str, bool)] = &[
    ("\u{ff1a}", true),
    ("\u{fe55}", true),
    ("\u{fe13}", true),
    ("\u{fe30}", true),
    ("\u{a789}", true),
    ("\u{a4fd}", true),
    ("\u{2236}", true),
    ("\u{2254}", false),
    ("\u{205a}", true),
    ("\u{2d0}", true),
    ("\u{2f8}", true),
    ("\u{589}", true),
    ("\u{5c3}", true),
    ("\u{ff1d}", false),
    ("\u{fe66}", false),
    ("\u{a78a}", false),
    ("\u{207c}", false),
    ("\u{208c}", false),
    ("\u{30a0}", false),
    ("\u{2e40}", false),
];

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
    pair(text, at..at + 1, colon, names)
}

/// Whether a separator of full width stands at `at`.
pub(in crate::scan) fn is_wide_separator(bytes: &[u8], at: usize) -> bool {
    WIDE.iter().any(|(separator, _)| bytes[at..].starts_with(separator.as_bytes()))
}

/// A pair around the separator of full width at `at`.
pub(in crate::scan) fn wide_separator(text: Text<'_>, at: usize, names: &Sensitivity) -> Verdict {
    match WIDE.iter().find(|(separator, _)| text.starts_with(at, separator)) {
        Some((separator, colon)) => pair(text, at..at + separator.len(), *colon, names),
        None => Verdict::Clean { resume: at + 1 },
    }
}

/// The pair around the separator that ends at `end`, if one does.
pub(in crate::scan) fn separator_before(text: Text<'_>, end: usize, names: &Sensitivity) -> Option<Verdict> {
    if matches!(text.before(end), b':' | b'=') {
        return Some(separator(text, end - 1, names));
    }
    if text.before(end) < 0x80 {
        return None;
    }
    let (wide, _) = WIDE.iter().find(|(separator, _)| text.ends_with(end, separator))?;
    Some(wide_separator(text, end - wide.len(), names))
}

fn pair(text: Text<'_>, separator: Range<usize>, colon: bool, names: &Sensitivity) -> Verdict {
    let clean = Verdict::Clean { resume: separator.start + 1 };
    let named = |name: Option<Name>| name.and_then(|name| Some((name, name.strength(text, names)?)));
    let in_front = || named(name::before_group(text, separator.start)).filter(|(_, found)| *found == Strength::Full);
    let Some((name, strength)) = named(name::before(text, separator.start)).or_else(in_front) else {
        return clean;
    };
    let short = strength == Strength::Short;
    // The scheme of a URL may well be a short word, but no longer one: `auth://callback`, not `password://secret`.
    if colon && short && behind_slashes(text, separator.end).is_some() {
        return clean;
    }
    let file = colon && name.is_file(text);
    if file && text.at(separator.end).is_ascii_digit() || name.is_key_id_of_hash(text, separator.start) {
        return clean;
    }
    if prose::is_setting(text, &name, separator.end) {
        return Verdict::Clean { resume: separator.end };
    }
    let module = colon && name.is_module(text);
    let below = colon && !file && !module;
    let below = if below { lines::below(text, separator.end, &name, short) } else { None };
    let Some(value) = below.or_else(|| value::after(text, &separator, &name)) else {
        return clean;
    };
    let pair = prose::Pair { text, name: &name, value: &value, colon, short, file, module };
    if value.is_masked() {
        return Verdict::Clean { resume: value.end() };
    }
    if pair.is_harmless() {
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
