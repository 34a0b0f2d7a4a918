use super::name::Name;
use super::status_word;
use super::value::{self, Value};
use super::written::is_written;
use crate::scan::text::{Text, is_quote, is_space};

/// How much white space may stand between a name and the lines below it.
const MOST_BLANKS: usize = 256;

/// How far a list under a short word is read for an item that looks like a secret.
const LONGEST_LIST: usize = 256;

/// The longest tag in front of a block.
const LONGEST_TAG: usize = 64;

/// The value below a name at the end of its line, behind the colon that ends at `colon`: a block or a list as YAML writes it,
/// or a word that has the next line for itself. Under a short word, only what does not read as one.
pub(super) fn below(text: Text<'_>, colon: usize, name: &Name, short: bool) -> Option<Value> {
    let first = text.run(colon, is_blank);
    let style = behind_property(text, first);
    if matches!(text.at(style), b'|' | b'>') {
        let end = text.run(style + 1, |byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'+'));
        let blanks = text.run(end, is_blank);
        let is_comment = blanks > end && text.at(blanks) == b'#';
        let line = first_line(text, if is_comment { text.run(blanks, |byte| byte != b'\n') } else { blanks })?;
        let start = text.run(line, is_blank);
        if start == line {
            return None;
        }
        // An anchor may as well be the beginning of a password.
        let begin = if style > first { first } else { start };
        return value::of_lines(text, begin, block_end(text, start), name);
    }
    let style = behind_tag(text, first);
    // A name in quotes has its value wherever it stands.
    if name.is_quoted() {
        return None;
    }
    // In a message that was escaped, lines end in `\n`.
    if text.starts_with(style, "\\n") {
        let start = text.run(style + 2, is_blank);
        return word(text, start, true, short).and_then(|end| value::of_lines(text, start, end, name));
    }
    let line = first_line(text, style)?;
    let start = text.run(line, is_blank);
    if text.starts_with(start, "- ") {
        return list(text, line, start, short).and_then(|end| value::of_lines(text, start + 2, end, name));
    }
    if short && start == line {
        return None;
    }
    word(text, start, false, short).and_then(|end| value::of_lines(text, start, end, name))
}

/// The end of what YAML writes in front of a block, a type or an anchor, and of the blanks behind it.
fn behind_property(text: Text<'_>, at: usize) -> usize {
    if !matches!(text.at(at), b'!' | b'&') {
        return at;
    }
    let len = text.slice(at, at + LONGEST_TAG).iter().take_while(|byte| **byte > b' ').count();
    text.run(at + len, is_blank)
}

fn behind_tag(text: Text<'_>, at: usize) -> usize {
    let end = text.run(at, |byte| byte == b'!' || byte.is_ascii_lowercase());
    if value::is_tag(text.slice(at, end.min(at + LONGEST_TAG))) { text.run(end, is_blank) } else { at }
}

/// Where the first line behind the end of the one of `at` begins that is not empty.
fn first_line(text: Text<'_>, at: usize) -> Option<usize> {
    if !matches!(text.at(at), b'\n' | b'\r') {
        return None;
    }
    let space = text.slice(at, at + MOST_BLANKS).iter().take_while(|byte| is_blank(**byte) || is_end(**byte)).count();
    text.slice(at, at + space).iter().rposition(|byte| is_end(*byte)).map(|last| at + last + 1)
}

/// The end of the word at `start`, if it has the line for itself.
fn word(text: Text<'_>, start: usize, is_escaped: bool, short: bool) -> Option<usize> {
    let end = text.run(start, |byte| !(is_space(byte) || is_escaped && (is_quote(byte) || byte == b'\\')));
    let behind = text.run(end, |byte| is_blank(byte) || byte == b'\r');
    let word = text.slice(start, end);
    let ends_line = behind >= text.len() || text.at(behind) == b'\n';
    let is_value = (ends_line || is_escaped && (is_quote(text.at(behind)) || text.at(behind) == b'\\'))
        && word.iter().any(u8::is_ascii_alphanumeric)
        && !word.ends_with(b":")
        && !word.contains(&b'=')
        && !status_word::is_plain(word)
        && !(short && is_written(word));
    is_value.then_some(end)
}

/// The end of the list whose first item stands at `start`, in the line that begins at `line`.
fn list(text: Text<'_>, line: usize, start: usize, short: bool) -> Option<usize> {
    let is_secret = |line: &[u8]| {
        let item = line.trim_ascii();
        let item = item.strip_prefix(b"- ").unwrap_or(item).trim_ascii();
        !item.is_empty() && !item.contains(&b' ') && !is_written(item)
    };
    if short && !text.slice(start, start + LONGEST_LIST).split(|byte| *byte == b'\n').any(is_secret) {
        return None;
    }
    let indent = start - line;
    let mut end = text.run(start, |byte| byte != b'\n');
    while end < text.len() {
        let next = end + 1;
        let begin = text.run(next, is_blank);
        let goes_on = begin - next > indent || begin - next == indent && text.starts_with(begin, "- ");
        if !goes_on {
            break;
        }
        end = text.run(begin, |byte| byte != b'\n');
    }
    Some(end)
}

/// The end of the last indented line from the one of `at` on.
fn block_end(text: Text<'_>, at: usize) -> usize {
    let mut at = at;
    loop {
        at = text.run(at, |byte| byte != b'\n');
        let next = text.run(at, is_end);
        if !is_blank(text.at(next)) || at >= text.len() {
            return at;
        }
        at = next;
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

fn is_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}
