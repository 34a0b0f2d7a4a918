use std::borrow::Cow;

/// The strings of a JSON text, names of members among them, in the order in which they stand.
#[derive(Clone, Debug)]
pub(crate) struct Strings<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
}

/// A string of a JSON text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text<'t> {
    /// With its quotes.
    raw: &'t str,
    /// Where what is behind it begins.
    pub(crate) end: usize,
    /// How many objects and arrays it is in.
    pub(crate) depth: usize,
    /// What stands behind it.
    rest: &'t str,
}

impl<'t> Strings<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        Self { text, at: 0, depth: 0 }
    }
}

impl<'t> Iterator for Strings<'t> {
    type Item = Text<'t>;

    fn next(&mut self) -> Option<Text<'t>> {
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(self.at)? {
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                b'"' => break,
                _ => {}
            }
            self.at += 1;
        }
        let begin = self.at;
        let mut end = begin + 1;
        loop {
            end += memchr::memchr2(b'"', b'\\', bytes.get(end..)?)?;
            match bytes.get(end) {
                Some(b'"') => break,
                _ => end += 2,
            }
        }
        self.at = end + 1;
        let raw = self.text.get(begin..self.at)?;
        Some(Text { raw, end: self.at, depth: self.depth, rest: self.text.get(self.at..)? })
    }
}

impl<'t> Text<'t> {
    /// What it says, escapes resolved.
    pub(crate) fn says(&self) -> Cow<'t, str> {
        let inner = self.raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')).unwrap_or_default();
        if !inner.contains('\\') {
            return Cow::Borrowed(inner);
        }
        // What no text can be, half a character say, stays as it stands.
        serde_json::from_str(self.raw).map_or(Cow::Borrowed(inner), Cow::Owned)
    }

    /// The text of the value of the member that it names, and where that begins; `None` if it names none.
    pub(crate) fn names(&self) -> Option<(&'t str, usize)> {
        let value = self.rest.trim_start().strip_prefix(':')?.trim_start();
        Some((value, self.end + self.rest.len() - value.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn are_found_whatever_they_are_in() {
        let deep = format!(r#"{{"a":{}"x\u0079"{}, "a" : "\"q\\" ,"n":["z"]}}"#, "[".repeat(300), "]".repeat(300));
        let found: Vec<_> =
            Strings::of(&deep).map(|text| (text.says().into_owned(), text.depth, text.names().is_some())).collect();
        let expected =
            [("a", 1, true), ("xy", 301, false), ("a", 1, true), ("\"q\\", 1, false), ("n", 1, true), ("z", 2, false)];
        assert_eq!(found, expected.map(|(text, depth, names)| (text.to_owned(), depth, names)));
        assert_eq!(Strings::of("\"torn").count() + Strings::of("[1,null]").count(), 0);
    }
}
