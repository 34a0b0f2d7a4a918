use std::borrow::Cow;

use memchr::memchr;

const ESCAPE: u8 = 0x1b;

/// `text` without the sequences that colour it, or otherwise steer a terminal.
pub(crate) fn without_styles(text: &str) -> Cow<'_, str> {
    let Some(first) = memchr(ESCAPE, text.as_bytes()) else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len());
    let (plain, rest) = text.split_at_checked(first).unwrap_or((text, ""));
    out.push_str(plain);
    Pieces { rest }.for_each(|(_, plain)| out.push_str(plain));
    Cow::Owned(out)
}

/// Where the style of a text changes. Places are told by how far they are from its end, so that they hold for any part of the
/// text that ends where it does, once the styles are left out.
#[derive(Debug, Default)]
pub(crate) struct Styles {
    /// The first one first, which is the one furthest from the end.
    changes: Vec<usize>,
    /// Where fields of spans begin that stand behind an event.
    spans: Option<usize>,
}

impl Styles {
    pub(crate) fn of(text: &str) -> Self {
        let Some(first) = memchr(ESCAPE, text.as_bytes()) else { return Self::default() };
        let mut styles = Self::default();
        let rest = text.get(first..).unwrap_or_default();
        let (mut at, mut is_dim) = (first, false);
        for (sequence, plain) in (Pieces { rest }) {
            styles.changes.push(at);
            // A dim style around slanted names is that of a span in the compact form.
            if is_dim && sequence == "[3m" && styles.spans.is_none() {
                styles.spans = Some(at);
            }
            is_dim = sequence == "[2m" && plain.is_empty();
            at += plain.len();
        }
        styles.changes.iter_mut().chain(&mut styles.spans).for_each(|place| *place = at.saturating_sub(*place));
        styles
    }

    /// Whether the style changes within `text`. Where it ends with the text and nothing before begins it, it began on an
    /// earlier line.
    pub(crate) fn is_within(&self, text: &str) -> bool {
        let is_end_only = !self.changes.is_empty() && self.changes.iter().all(|place| *place == 0);
        is_end_only || self.changes.iter().any(|place| (1..=text.len()).contains(place))
    }

    /// Whether the part of `text` from `start` to `end` has a style of its own.
    pub(crate) fn is_own(&self, text: &str, start: usize, end: usize) -> bool {
        let is_change = |at: usize| self.changes.binary_search_by(|change| at.cmp(change)).is_ok();
        [start, end].into_iter().all(|at| text.len().checked_sub(at).is_some_and(is_change))
    }

    /// Where in `text` fields of spans begin; its length, if there are none.
    pub(crate) fn spans(&self, text: &str) -> usize {
        self.spans.and_then(|spans| text.len().checked_sub(spans)).unwrap_or(text.len())
    }
}

/// The sequences of a text that begins with one, each with the plain text behind it.
struct Pieces<'t> {
    rest: &'t str,
}

impl<'t> Iterator for Pieces<'t> {
    type Item = (&'t str, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        let sequence = self.rest.strip_prefix('\u{1b}')?;
        let behind = match sequence.strip_prefix('[') {
            // Parameters, and the letter that ends them.
            Some(sequence) => sequence
                .find(|character: char| !matches!(character, '0'..='9' | ';' | ':' | '?'))
                .and_then(|at| sequence.get(at..))
                .map(|end| end.strip_prefix(|character: char| ('@'..='~').contains(&character)).unwrap_or(end)),
            None => Some(sequence),
        };
        let behind = behind.unwrap_or_default();
        let sequence = sequence.get(..sequence.len() - behind.len()).unwrap_or_default();
        let end = memchr(ESCAPE, behind.as_bytes()).unwrap_or(behind.len());
        let (plain, rest) = behind.split_at_checked(end).unwrap_or((behind, ""));
        self.rest = rest;
        Some((sequence, plain))
    }
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

    #[test]
    fn what_has_a_style_of_its_own_is_known() {
        let styled = "\u{1b}[2mt\u{1b}[0m m stage=1 \u{1b}[3mstage\u{1b}[0m\u{1b}[2m=\u{1b}[0m2 \u{1b}[2m\u{1b}[3ma\u{1b}[0m=3\u{1b}[0m";
        let (plain, styles) = (without_styles(styled), Styles::of(styled));
        assert_eq!(plain, "t m stage=1 stage=2 a=3");
        let text = &plain[2..];
        assert!(styles.is_within(text) && !Styles::of(&plain).is_within(&plain));
        assert!(!styles.is_own(text, 2, 7) && styles.is_own(text, 10, 15));
        assert_eq!(styles.spans(text), 18);
        assert!(!Styles::of("\u{1b}[2mt\u{1b}[0m m").is_within("m"), "only ahead of it");
        assert!(Styles::of("m\u{1b}[0m").is_within("m"), "what began on an earlier line");
    }

    proptest! {
        #[test]
        fn nothing_is_left_that_begins_a_sequence(text in "(\u{1b}|\\[|[0-9;]|m|é|x){0,40}") {
            let left = without_styles(&text).bytes().any(|byte| byte == ESCAPE);
            prop_assert!(!left);
        }
    }
}
