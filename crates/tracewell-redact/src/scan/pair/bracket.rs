use super::{bare, quoted};
use crate::scan::marker;
use crate::scan::text::{Text, is_token};

/// The end of a value in brackets: `["a", "b"]`, `{"user": "a"}`, `Some("a")`, `Login { user: "a" }`. The end of the text
/// if the bracket stays open.
pub(super) fn end_at(text: Text<'_>, start: usize) -> Option<usize> {
    if marker::end_at(text, start).is_some() {
        return None;
    }
    let word = text.run(start, |byte| is_token(byte) || byte == b':');
    let open = if opens(text.at(word)) {
        word
    } else if text.at(start).is_ascii_uppercase() && (opens_struct(text, word) || opens_json(text, start)) {
        word + 1
    } else {
        return None;
    };
    let end = close(text, open);
    // `ab(cd)ef` is one value.
    Some(bare::end_behind(text, end))
}

/// Whether ` { field: …` follows, as `Debug` writes a struct behind its name.
fn opens_struct(text: Text<'_>, at: usize) -> bool {
    text.starts_with(at, " {")
        && matches!(text.at(at + 2), b' ' | b'\n')
        && matches!(text.at(at + 3), b' ' | b'_' | b'.' | b'a'..=b'z' | b'A'..=b'Z')
}

/// Whether `Object {` or `Array [` stands here, as `Debug` writes JSON.
fn opens_json(text: Text<'_>, at: usize) -> bool {
    text.starts_with(at, "Object {") || text.starts_with(at, "Array [")
}

fn opens(byte: u8) -> bool {
    matches!(byte, b'(' | b'[' | b'{')
}

/// Behind the bracket that closes the one at `open`. Brackets in quotes do not count.
fn close(text: Text<'_>, open: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = open;
    while at < text.len() {
        match text.at(at) {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            b'"' | b'\\' => {
                if let Some(quote) = quoted::open_at(text, at) {
                    at = text.run(quoted::end(text, quote), |byte| byte == b'\\') + 1;
                    continue;
                }
                at = text.run(at, |byte| byte == b'\\').max(at + 1);
                continue;
            }
            // A character as `Debug` writes it: `']'`, `'"'`, `'\\''`.
            b'\'' if text.at(at + 1) != b'\\' && text.at(at + 2) == b'\'' => {
                at += 3;
                continue;
            }
            b'\'' if text.at(at + 1) == b'\\' && text.at(at + 3) == b'\'' => {
                at += 4;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    text.len()
}
