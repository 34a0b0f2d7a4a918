use crate::scan::text::{Text, is_quote};

/// An opening quote, with the backslashes that escape it: JSON in a JSON string opens with `\"`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    pub(super) content: usize,
    quote: u8,
    backslashes: usize,
}

/// The longest prefix that a quoted value has in `Debug` (`b"…"`).
const PREFIXES: [u8; 3] = [b'b', b'r', b'c'];

/// The opening quote at `at`.
pub(super) fn open_at(text: Text<'_>, at: usize) -> Option<Open> {
    let at = if PREFIXES.contains(&text.at(at)) && is_quote(text.at(at + 1)) { at + 1 } else { at };
    let quote = text.run(at, |byte| byte == b'\\');
    is_quote(text.at(quote)).then(|| Open { content: quote + 1, quote: text.at(quote), backslashes: quote - at })
}

/// The end of the content: where the closing quote's backslashes begin, or the end of the text if the quote stays open.
///
/// A quote closes if it is escaped as often as the opening one: each level of escaping doubles the backslashes and adds
/// one, so a quote of the content has another remainder. None closes in front of a letter or digit, because the value
/// plainly goes on; nor does an escaped one in front of a colon, which is the end of a name within the value.
pub(super) fn end(text: Text<'_>, open: Open) -> usize {
    let level = 2 * (open.backslashes + 1);
    let mut at = open.content;
    while at < text.len() {
        let quote = text.run(at, |byte| byte != open.quote);
        if quote >= text.len() {
            break;
        }
        let before = quote - text.run_back(quote, open.content, |byte| byte == b'\\');
        let next = text.at(quote + 1);
        let goes_on = next.is_ascii_alphanumeric() || next == b':' && before > open.backslashes;
        if before % level == open.backslashes && !goes_on {
            return quote - open.backslashes;
        }
        at = quote + 1;
    }
    text.len()
}
