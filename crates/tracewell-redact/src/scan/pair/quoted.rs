use crate::scan::marker;
use crate::scan::text::{Text, is_quote};

/// An opening quote, with the backslashes that escape it: JSON in a JSON string opens with `\"`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    pub(super) content: usize,
    quote: u8,
    backslashes: usize,
}

/// What stands before the quote of a string in programs and queries (`b"…"`, `N'…'`), in lower case; longer ones first.
const PREFIXES: [&[u8]; 16] =
    [b"br#", b"u&", b"br", b"rb", b"ur", b"u8", b"r#", b"b", b"c", b"e", b"f", b"l", b"n", b"r", b"u", b"x"];

/// The length of the prefix that `bytes` begins with, in front of a quote.
pub(super) fn prefix_len(bytes: &[u8]) -> usize {
    let is_before_quote = |prefix: &&&[u8]| {
        bytes.get(..prefix.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(prefix))
            && bytes.get(prefix.len()).is_some_and(|byte| is_quote(*byte))
    };
    PREFIXES.iter().find(is_before_quote).map_or(0, |prefix| prefix.len())
}

/// The opening quote at `at`.
pub(super) fn open_at(text: Text<'_>, at: usize) -> Option<Open> {
    let at = if is_quote(text.at(at)) { at } else { at + prefix_len(text.slice(at, at + 4)) };
    let quote = text.run(at, |byte| byte == b'\\');
    is_quote(text.at(quote)).then(|| Open { content: quote + 1, quote: text.at(quote), backslashes: quote - at })
}

/// The end of the content: where the closing quote's backslashes begin, or the end of the text if the quote stays open.
///
/// A quote closes if it is escaped as often as the opening one: each level of escaping doubles the backslashes and adds
/// one, so a quote of the content has another remainder. None closes in front of a letter or digit, because the value
/// plainly goes on; nor does an escaped one in front of a colon, which is the end of a name within the value. Two in a row
/// stand for one, as in SQL and CSV.
pub(super) fn end(text: Text<'_>, open: Open) -> usize {
    let level = 2 * (open.backslashes + 1);
    // A field of CSV doubles the quotes around a value, too.
    let mut is_single = text.at(open.content) == open.quote && text.at(open.content + 1) != open.quote;
    let mut at = open.content;
    while at < text.len() {
        let quote = text.run(at, |byte| byte != open.quote);
        if quote >= text.len() {
            break;
        }
        let before = quote - text.run_back(quote, open.content, |byte| byte == b'\\');
        let next = text.at(quote + 1);
        let goes_on = next.is_ascii_alphanumeric() || next == b':' && before > open.backslashes;
        is_single |= at == open.content && marker::covers(text, open.content, quote - open.backslashes.min(before));
        if before == open.backslashes && !is_single && is_doubled(text, quote, open) {
            at = quote + 1 + open.backslashes + 1;
            continue;
        }
        if before % level == open.backslashes && !goes_on {
            return quote - open.backslashes;
        }
        at = quote + 1;
    }
    text.len()
}

/// Whether behind the quote at `quote` the same one stands again, escaped as often.
fn is_doubled(text: Text<'_>, quote: usize, open: Open) -> bool {
    let second = quote + 1 + open.backslashes;
    text.at(second) == open.quote && text.slice(quote + 1, second).iter().all(|byte| *byte == b'\\')
}
