use super::name::is_second_word;
use crate::name::{Hit, Sensitivity};
use crate::scan::outlook::begins_literal;

/// The longest name that is read.
const LONGEST: usize = 64;

/// A name right before its separator, as most are: of letters, digits, `_ - .` and of nothing else that
/// [`separator`](super::separator) might read as a part of it; bare, or in double quotes.
#[derive(Clone, Copy, Debug)]
pub(in crate::scan) struct PlainName {
    start: usize,
    end: usize,
    quoted: bool,
}

impl PlainName {
    /// The one before the separator at `at`.
    pub(in crate::scan) fn before(bytes: &[u8], at: usize) -> Option<Self> {
        let before = bytes.get(..at)?;
        let quoted = before.ends_with(b"\"");
        let end = at - usize::from(quoted);
        let len = before[..end].iter().rev().take(LONGEST).take_while(|byte| is_plain(**byte)).count();
        let start = end - len;
        let begin = before[..start].last();
        let begins = if quoted { begin == Some(&b'"') } else { begin.is_none_or(|begin| Self::begins_behind(*begin)) };
        (begins && len > 0).then_some(Self { start, end, quoted })
    }

    /// Whether a bare name begins behind the byte, whatever stands before that.
    #[inline]
    pub(in crate::scan) fn begins_behind(byte: u8) -> bool {
        matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | b'{' | b'|' | b'/' | b':' | b'=')
    }

    pub(in crate::scan) fn start(&self) -> usize {
        self.start
    }

    pub(in crate::scan) fn end(&self) -> usize {
        self.end
    }

    /// Whether nothing is found behind the name, as long as nothing of it is replaced.
    pub(in crate::scan) fn is_harmless(&self, bytes: &[u8], names: &Sensitivity) -> bool {
        let name = &bytes[self.start..self.end];
        names.of(name).is_none() && !(self.needs_word_before(bytes) && self.is_sensitive_behind_word(bytes, names))
    }

    /// Whether the name alone tells whether it is harmless, and it hides the beginning of no literal.
    pub(in crate::scan) fn tells_alone(&self, bytes: &[u8]) -> bool {
        !self.needs_word_before(bytes) && !(self.start..self.end).any(|at| begins_literal(bytes, at))
    }

    fn needs_word_before(&self, bytes: &[u8]) -> bool {
        is_second_word(&bytes[self.start..self.end])
    }

    fn is_sensitive_behind_word(&self, bytes: &[u8], names: &Sensitivity) -> bool {
        let Some(before) = bytes[..self.start].strip_suffix(b" ").filter(|_| !self.quoted) else {
            return false;
        };
        let word = before.iter().rev().take(LONGEST).take_while(|byte| byte.is_ascii_alphanumeric()).count();
        // What is longer is for the finder.
        let two = &bytes[self.start - 1 - word..self.end];
        word == LONGEST || word > 0 && matches!(names.of(two), Some(Hit::Exact | Hit::Added))
    }
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::PlainName;
    use crate::name::Sensitivity;
    use crate::scan::found::Verdict;
    use crate::scan::pair::separator;
    use crate::scan::text::Text;

    fn before(text: &str) -> Option<&str> {
        PlainName::before(text.as_bytes(), text.len()).map(|name| &text[name.start..name.end])
    }

    #[test]
    fn is_what_stands_before_the_separator_and_nothing_else() {
        for (text, name) in [
            ("status", Some("status")),
            ("GET status", Some("status")),
            ("a=1,b.c-d_2", Some("b.c-d_2")),
            ("{\"status\"", Some("status")),
            ("", None),
            (" ", None),
            ("status ", None),
            ("a?status", None),
            ("a&status", None),
            ("a&amp;status", None),
            ("x[status", None),
            ("x]status", None),
            ("$status", None),
            ("é_status", None),
            ("'status'", None),
            ("status\"", None),
            ("\\\"status\\\"", None),
            ("\u{1b}[31mstatus", None),
        ] {
            assert_eq!(before(text), name, "{text}");
        }
        assert_eq!(before(&"x".repeat(65)), None);
    }

    fn piece() -> impl Strategy<Value = String> {
        let pieces = vec![
            "card",
            "number",
            "user",
            "id",
            "code",
            "pass",
            "word",
            "token",
            "monkey",
            "key",
            "item",
            "badge",
            "no",
            "x",
            "api",
            "_",
            "-",
            ".",
            "7",
            " ",
            " ",
            "\"",
            ",",
            "{",
            "|",
            "/",
            ":",
            "=",
            "\t",
            "\n",
            "?",
            "&",
            "[",
            "]",
            "(",
            ")",
            "\\",
            "$",
            "%5F",
            "\u{200b}",
            "é",
            "\u{1b}[31m",
            "routing",
            "session",
            "count",
            "status",
        ];
        prop_oneof![8 => prop::sample::select(pieces).prop_map(str::to_owned), 1 => "[a-z]{1,9}"]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 8192, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn nothing_is_found_behind_what_is_harmless(pieces in prop::collection::vec(piece(), 0..9), sign in "[=:]", value in "[ \"]{0,2}[a-z0-9]{1,12}") {
            let mut names = Sensitivity::default();
            names.add("badge_no");
            let before = pieces.concat();
            let text = format!("{before}{sign}{value}");
            let bytes = text.as_bytes();
            if let Some(name) = PlainName::before(bytes, before.len()).filter(|name| name.is_harmless(bytes, &names)) {
                let verdict = separator(Text::new(bytes, false), before.len(), &names);
                prop_assert!(matches!(verdict, Verdict::Clean { .. }), "{name:?} in {text:?}");
            }
        }
    }
}
