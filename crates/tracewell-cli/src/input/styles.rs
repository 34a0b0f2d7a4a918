use std::borrow::Cow;

use memchr::memchr;

const ESCAPE: u8 = 0x1b;

/// `text` without the sequences that colour it, or otherwise steer a terminal.
pub(crate) fn without_styles(text: &str) -> Cow<'_, str> {
    let Some(first) = memchr(ESCAPE, text.as_bytes()) else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len());
    let (plain, mut rest) = text.split_at_checked(first).unwrap_or((text, ""));
    out.push_str(plain);
    while let Some(sequence) = rest.strip_prefix('\u{1b}') {
        let behind = match sequence.strip_prefix('[') {
            // Parameters, and the letter that ends them.
            Some(sequence) => sequence
                .find(|character: char| !matches!(character, '0'..='9' | ';' | ':' | '?'))
                .and_then(|at| sequence.get(at..))
                .map(|end| end.strip_prefix(|character: char| ('@'..='~').contains(&character)).unwrap_or(end)),
            None => Some(sequence),
        };
        rest = behind.unwrap_or_default();
        let end = memchr(ESCAPE, rest.as_bytes()).unwrap_or(rest.len());
        let (plain, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
        out.push_str(plain);
        rest = behind;
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn colours_go_and_text_stays() {
        for (styled, plain) in [
            ("a b", "a b"),
            ("\u{1b}[2m2026\u{1b}[0m \u{1b}[32m INFO\u{1b}[0m x", "2026  INFO x"),
            ("\u{1b}[1;32mé\u{1b}[38;5;1m!\u{1b}[m", "é!"),
            ("a\u{1b}[31", "a"),
            ("a\u{1b}", "a"),
            ("\u{1b}\u{1b}[0ma", "a"),
        ] {
            assert_eq!(without_styles(styled), plain);
        }
    }

    proptest! {
        #[test]
        fn nothing_is_left_that_begins_a_sequence(text in "(\u{1b}|\\[|[0-9;]|m|é|x){0,40}") {
            let left = without_styles(&text).bytes().any(|byte| byte == ESCAPE);
            prop_assert!(!left);
        }
    }
}
