/// The place in a JSON text where its parser stopped.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stop<'b> {
    before: &'b [u8],
    behind: &'b [u8],
}

impl<'b> Stop<'b> {
    pub(super) fn of(error: &serde_json::Error, text: &'b [u8]) -> Self {
        let lines_before = text.split_inclusive(|byte| *byte == b'\n').take(error.line().saturating_sub(1));
        let at = lines_before.map(<[u8]>::len).sum::<usize>() + error.column();
        let (before, behind) = text.split_at_checked(at).unwrap_or((text, &[]));
        Self { before, behind }
    }

    /// Whether it is right behind this name of a member, in whatever way the name is escaped; or inside it, behind the
    /// number that it was to be.
    pub(super) fn is_at_name(self, name: &str) -> bool {
        let next = self.behind.iter().find(|byte| !byte.is_ascii_whitespace());
        let is_behind = next == Some(&b':') && self.string_before().is_some_and(|string| string == name);
        is_behind || self.is_inside(name)
    }

    fn is_inside(self, name: &str) -> bool {
        let opened = |text: &[u8]| text.strip_suffix(name.as_bytes()).is_some_and(|before| before.ends_with(b"\""));
        // The parser may have peeked at what comes next.
        opened(self.before) || self.before.split_last().is_some_and(|(next, before)| *next != b'"' && opened(before))
    }

    /// The string that ends here.
    fn string_before(self) -> Option<String> {
        let string = self.before.trim_ascii_end();
        let inside = string.strip_suffix(b"\"")?;
        // A quote in a string is escaped: the first one that is not, read backwards, opened it.
        let is_escaped = |at: usize| {
            let before = inside.get(..at).unwrap_or_default();
            before.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
        };
        let opening = (0..inside.len()).rev().find(|at| inside.get(*at) == Some(&b'"') && !is_escaped(*at))?;
        serde_json::from_slice(string.get(opening..)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, PartialEq, Eq, Hash)]
    enum Key {
        #[serde(rename = "true")]
        True,
    }

    fn is_at(name: &str, text: &str) -> bool {
        let error = serde_json::from_str::<HashMap<Key, u8>>(text).unwrap_err();
        Stop::of(&error, text.as_bytes()).is_at_name(name)
    }

    #[test]
    fn behind_a_name_that_is_refused() {
        assert!(is_at("no", r#"{"no": 1}"#));
        assert!(is_at("no", "{\n  \"true\": 1,\n\n  \"no\"\n:\t1}"));
        assert!(is_at("a\"b", r#"{"a\"b": 1}"#));
        assert!(is_at("a\\", r#"{"a\\": 1}"#));
        assert!(is_at("é", r#"{"\u00e9": 1}"#));
        assert!(is_at("", r#"{"": 1}"#));
    }

    #[test]
    fn not_behind_a_value() {
        assert!(!is_at("true", r#"{"true": "true"}"#));
        assert!(!is_at("true", r#"{"true": ":"}"#));
        assert!(!is_at("true", r#"{"true": 300}"#));
        assert!(!is_at("other", r#"{"no": 1}"#));
        assert!(!is_at("no", "7"));
    }
}
