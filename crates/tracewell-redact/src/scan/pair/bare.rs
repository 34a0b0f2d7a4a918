use crate::scan::marker;
use crate::scan::text::{SOFT_SPACE, Text, is_quote, is_space};

/// How far a comma looks for the next pair.
const LONGEST_NAME: usize = 64;

/// The end of an unquoted value from `start` on.
///
/// Blanks end it, and `;` and `&` unless it begins with them: then it is empty in front of the next pair only. A closing bracket or a quote ends it unless the value goes on right behind; a comma,
/// unless what follows could belong to the value: passwords have commas too.
pub(in crate::scan) fn end(text: Text<'_>, start: usize) -> usize {
    let begun = text.run(start, |byte| matches!(byte, b';' | b'&' | b','));
    if begun > start {
        return if is_empty_before(text, begun) { start } else { end_behind(text, begun) };
    }
    let is_bracket = start < text.len() && is_closer(text.at(start));
    end_behind(text, if is_bracket && goes_on(text.at(start + 1)) { start + 1 } else { start })
}

/// Whether a value whose first sign, which ends at `at`, parts it from the next one is empty.
fn is_empty_before(text: Text<'_>, at: usize) -> bool {
    let next = text.at(at);
    let name = text.slice(at, at + LONGEST_NAME).iter().take_while(|byte| is_of_name(**byte)).count();
    let behind = text.at(at + name + 1);
    let is_pair = name > 0 && text.at(at + name) == b'=' && behind != b'=' && !is_break(behind);
    is_pair || is_break(next) || text.starts_with(at, "amp;")
}

/// Whether a value that begins with a bracket goes on with `byte`.
fn goes_on(byte: u8) -> bool {
    byte >= 0x80
        || matches!(byte, b'!' | b'#' | b'$' | b'%' | b'*' | b'+' | b'-' | b'=' | b'?' | b'@' | b'^' | b'_' | b'~')
}

fn is_closer(byte: u8) -> bool {
    matches!(byte, b')' | b']' | b'}' | b'>' | b'<' | b'|')
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

/// The end of an unquoted value that has begun before `at`.
pub(super) fn end_behind(text: Text<'_>, at: usize) -> usize {
    let mut at = at;
    while at < text.len() {
        if let Some(behind) = marker::end_at(text, at) {
            at = behind;
        } else if text.at(at) == b'\\' {
            // All of a run at once: it decides as a whole, and may be the whole text.
            let behind = text.run(at, |byte| byte == b'\\');
            match text.at(behind) {
                byte if is_quote(byte) => break,
                b'n' | b'r' | b't' => {
                    at = behind - 1;
                    break;
                }
                _ => at = behind,
            }
        } else if ends(text, at) {
            break;
        } else {
            at += 1;
        }
    }
    at
}

fn ends(text: Text<'_>, at: usize) -> bool {
    let byte = text.at(at);
    let next = text.at(at + 1);
    match byte {
        b';' | b'&' => true,
        b',' => is_break(next) || begins_pair(text, at + 1),
        _ if is_closer(byte) => !next.is_ascii_alphanumeric(),
        b'\\' => {
            is_quote(next)
                || next == b'\\' && is_quote(text.at(text.run(at, |byte| byte == b'\\')))
                || matches!(next, b'n' | b'r' | b't')
        }
        _ if is_quote(byte) => !next.is_ascii_alphanumeric(),
        _ => byte != SOFT_SPACE && is_space(byte),
    }
}

/// Whether a comma before it is one of a sentence or a list.
fn is_break(byte: u8) -> bool {
    byte == 0 || is_space(byte) || is_quote(byte) || matches!(byte, b',' | b')' | b']' | b'}' | b'{' | b'[' | b'\\')
}

fn begins_pair(text: Text<'_>, at: usize) -> bool {
    let name = text.slice(at, at + LONGEST_NAME).iter().take_while(|byte| is_of_name(**byte)).count();
    name > 0 && matches!(text.at(at + name), b'=' | b':')
}
