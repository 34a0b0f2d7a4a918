use std::ops::Range;

use super::name::Name;
use super::{bare, bracket, quoted, scheme};
use crate::scan::find::{card, iban, private_key};
use crate::scan::found::Verdict;
use crate::scan::marker;
use crate::scan::text::{Text, is_quote, is_token, unseen_len};

/// How many blanks may stand before a value.
const MOST_BLANKS: usize = 256;

/// More than the longest terminal colour.
const LONGEST_UNSEEN: usize = 32;

/// The value of a pair: what is to be replaced, quotes left out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value {
    start: usize,
    end: usize,
    form: Form,
    masked: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Quoted,
    Bracketed,
    Bare,
}

impl Value {
    pub(super) fn start(&self) -> usize {
        self.start
    }

    pub(super) fn end(&self) -> usize {
        self.end
    }

    pub(super) fn is_bare(&self) -> bool {
        self.form == Form::Bare
    }

    /// Whether it holds nothing but markers.
    pub(super) fn is_masked(&self) -> bool {
        self.masked
    }
}

/// The value behind a separator.
pub(super) fn after(text: Text<'_>, separator: &Range<usize>, name: &Name) -> Option<Value> {
    let mut start = separator.end;
    if text.at(separator.start) == b'=' {
        start = text.run(start, |byte| matches!(byte, b'=' | b'>' | b'~'));
    } else if text.at(start) == b'=' {
        start += 1;
    }
    from(text, start, name)
}

/// The value that begins at `start`, blanks before it left out.
pub(super) fn from(text: Text<'_>, start: usize, name: &Name) -> Option<Value> {
    let limit = start + MOST_BLANKS;
    // Over the end of a line only a quoted name goes on: JSON does that, prose does not.
    let lines = name.is_quoted();
    let mut start = start;
    while start < limit {
        match text.at(start) {
            b' ' | b'\t' => start += 1,
            b'\n' | b'\r' if lines => start += 1,
            b'*' if text.before(name.start()) == b'*' && behind_stars(text, start) > start => {
                start = behind_stars(text, start)
            }
            0x1b | b'\\' | 0x80.. => match unseen_len(text.slice(start, start + LONGEST_UNSEEN)) {
                Some(len) => start += len,
                None => break,
            },
            _ => break,
        }
    }
    let value = if let Some(open) = quoted::open_at(text, start) {
        let end = quoted::end(text, open);
        Value { start: open.content, end, form: Form::Quoted, masked: false }
    } else if let Some(end) = bracket::end_at(text, start) {
        Value { start, end, form: Form::Bracketed, masked: false }
    } else {
        Value { start, end: bare_end(text, start, name), form: Form::Bare, masked: false }
    };
    (value.start < value.end).then(|| Value { masked: is_masked(text, &value, name), ..value })
}

/// The end of the stars at `at` that close a name in bold (`**name:** value`), else `at`.
fn behind_stars(text: Text<'_>, at: usize) -> usize {
    let stars = text.slice(at, at + 3).iter().take_while(|byte| **byte == b'*').count();
    if matches!(text.at(at + stars), b' ' | b'\t') { at + stars } else { at }
}

/// The value from `start` to `end` that stands in lines of its own.
pub(super) fn of_lines(text: Text<'_>, start: usize, end: usize, name: &Name) -> Option<Value> {
    let value = Value { start, end, form: Form::Bare, masked: false };
    (start < end).then(|| Value { masked: is_masked(text, &value, name), ..value })
}

fn is_masked(text: Text<'_>, value: &Value, name: &Name) -> bool {
    let is_marked = marker::covers(text, value.start, value.end)
        || name.is_cookie(text) && marker::covers_cookies(text, value.start, value.end);
    // Anybody can write what looks like a keyed hash.
    is_marked && (!marker::has_hash(text, value.start, value.end) || name.may_be_hashed(text))
}

fn bare_end(text: Text<'_>, start: usize, name: &Name) -> usize {
    let mut end = bare::end(text, start);
    let secret = secret_end(text, start);
    if secret > end {
        end = bare::end_behind(text, secret);
    }
    if begins_property(text, start, end) {
        let behind = text.run(end, |byte| byte == b' ');
        return parameter_end(text, behind).max(end);
    }
    if name.is_cookie(text) {
        while end > start && (closes_cookie(text, &mut end) || name.sets_cookie(text) && folds_cookie(text, &mut end)) {
            let next = text.run(end + 1, |byte| byte == b' ');
            let stop = bare::end(text, next);
            if stop == next {
                break;
            }
            end = stop;
        }
        return end;
    }
    if scheme::at(text, start, end) == Some(end)
        || name.is_authorization(text) && scheme::looks_like(text.slice(start, end))
    {
        return scheme::credentials_end(text, end);
    }
    groups_end(text, start, end)
}

/// The types that YAML knows for what is one text.
const TAGS: [&str; 6] = ["!!binary", "!!float", "!!int", "!!null", "!!str", "!!timestamp"];

pub(super) fn is_tag(word: &[u8]) -> bool {
    TAGS.iter().any(|tag| word == tag.as_bytes())
}

/// Whether what `start..end` holds is what YAML puts in front of a value: `!!str`, `&anchor`.
fn begins_property(text: Text<'_>, start: usize, end: usize) -> bool {
    let property = text.slice(start, end);
    let is_property = match property.split_first() {
        Some((b'&', anchor)) => !anchor.is_empty() && anchor.iter().all(|byte| is_token(*byte)),
        Some((b'!', _)) => is_tag(property),
        _ => false,
    };
    is_property && text.at(end) == b' ' && text.at(text.run(end, |byte| byte == b' ')) > b' '
}

/// The end of a secret at `start` that has blanks in it, such as a card number as it is printed.
fn secret_end(text: Text<'_>, start: usize) -> usize {
    let verdict = match text.at(start) {
        b'0'..=b'9' => card(text, start),
        b'A'..=b'Z' | b'a'..=b'z' => iban(text, start),
        b'-' => private_key(text, start),
        _ => return start,
    };
    match verdict {
        Verdict::Found(found) => found.end,
        Verdict::Clean { .. } => start,
    }
}

/// The end of a number in groups, which may be a card number with a slip in it.
fn groups_end(text: Text<'_>, start: usize, end: usize) -> usize {
    let is_digit = |byte: u8| byte.is_ascii_digit();
    let mut end = end;
    if start == end || text.run(start, is_digit) != end {
        return end;
    }
    while matches!(text.at(end), b' ' | b'-') {
        let group = text.run(end + 1, is_digit);
        if group == end + 1 || !text.ends_word(group) {
            break;
        }
        end = bare::end_behind(text, group);
    }
    end
}

/// Whether another cookie may follow; moves `end` behind the quote of a quoted one.
fn closes_cookie(text: Text<'_>, end: &mut usize) -> bool {
    if is_quote(text.at(*end)) && text.at(*end + 1) == b';' {
        *end += 1;
    }
    text.at(*end) == b';'
}

/// The longest date in an attribute of a cookie, behind the day of the week.
const LONGEST_DATE: usize = 32;

/// Whether a cookie follows that was set in another header, which some proxy has folded into this one; moves `end` behind
/// the date that the last attribute may hold.
fn folds_cookie(text: Text<'_>, end: &mut usize) -> bool {
    if text.at(*end) != b',' {
        return false;
    }
    let mut start = text.run(*end + 1, |byte| byte == b' ');
    if text.at(start).is_ascii_digit() {
        let is_of_date = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(**byte, b' ' | b':' | b'-');
        let behind = start + text.slice(start, start + LONGEST_DATE).iter().take_while(is_of_date).count();
        if !matches!(text.at(behind), b';' | b',') {
            return false;
        }
        *end = behind;
        if text.at(behind) == b';' {
            return true;
        }
        start = text.run(behind + 1, |byte| byte == b' ');
    }
    let name =
        text.slice(start, start + LONGEST_NAME).iter().take_while(|byte| is_token(**byte) || **byte == b'.').count();
    name > 0 && text.at(start + name) == b'='
}

/// The longest name of a cookie.
const LONGEST_NAME: usize = 64;

/// The value in the bracket at `start`.
pub(super) fn in_bracket(text: Text<'_>, start: usize) -> Option<(usize, usize)> {
    let end = bracket::end_at(text, start)?;
    (!marker::covers(text, start, end)).then_some((start, end))
}

/// The end of a quoted or bare value, as the parameters of a scheme have them.
pub(super) fn parameter_end(text: Text<'_>, start: usize) -> usize {
    match quoted::open_at(text, start) {
        Some(open) => {
            let end = quoted::end(text, open);
            text.run(end, |byte| byte == b'\\' || is_quote(byte))
        }
        None => bare::end(text, start),
    }
}
