use super::text::{is_quote, is_space};
use crate::char_boundary;

/// At the edge of a cut text, so much is always left out: more than the longest secret that has blanks in it.
const EDGE_LEAST: usize = 48;

/// And so much at most of a plain word: more than the longest beginning that does not yet tell what it is.
const EDGE_MOST: usize = 256;

/// Where a text that was cut at `window` has to end, so that no half secret is left.
///
/// What may be a URL goes from its beginning, however long it is: only its `@`, which may lie beyond, tells that what stands
/// before is a password.
pub(super) fn edge(text: &str, window: usize) -> usize {
    let bytes = &text.as_bytes()[..window];
    let least = window.saturating_sub(EDGE_LEAST);
    let behind = |at: Option<usize>| at.map_or(0, |at| at + 1);
    let word = behind(bytes.iter().rposition(|byte| is_space(*byte) || is_quote(*byte)));
    let token = if bytes[word..].iter().any(|byte| matches!(byte, b'/' | b'\\' | b'%' | b':' | b'@')) {
        word
    } else {
        let floor = window.saturating_sub(EDGE_MOST).max(word);
        bytes[floor..].iter().rposition(|byte| matches!(byte, b',' | b';')).map_or(floor, |at| floor + at + 1)
    };
    char_boundary::floor(text, token.min(least))
}
