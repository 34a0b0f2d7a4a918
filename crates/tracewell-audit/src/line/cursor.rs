use memchr::memchr2;

/// Takes a line apart from its beginning.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'l> {
    line: &'l [u8],
    at: usize,
}

impl<'l> Cursor<'l> {
    pub(super) fn new(line: &'l [u8]) -> Self {
        Self { line, at: 0 }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn rest(&self) -> &'l [u8] {
        self.line.get(self.at..).unwrap_or_default()
    }

    /// Steps over `expected`, if it is what comes next.
    pub(super) fn eat(&mut self, expected: &[u8]) -> bool {
        let found = self.rest().starts_with(expected);
        if found {
            self.at += expected.len();
        }
        found
    }

    pub(super) fn expect(&mut self, expected: &[u8]) -> Option<()> {
        self.eat(expected).then_some(())
    }

    pub(super) fn take(&mut self, bytes: usize) -> Option<&'l [u8]> {
        let taken = self.rest().get(..bytes)?;
        self.at += bytes;
        Some(taken)
    }

    pub(super) fn number(&mut self) -> Option<u64> {
        let digits = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        // No number of 64 bits is longer, and none begins with a zero but zero.
        if digits > 20 {
            return None;
        }
        let text = self.take(digits)?;
        if text.len() > 1 && text.starts_with(b"0") {
            return None;
        }
        std::str::from_utf8(text).ok()?.parse().ok()
    }

    /// The JSON text of a string, or `null`.
    pub(super) fn string_or_null(&mut self) -> Option<&'l [u8]> {
        if self.rest().starts_with(b"null") {
            return self.take(4);
        }
        let rest = self.rest();
        let mut end = if rest.starts_with(b"\"") { 1 } else { return None };
        loop {
            end += memchr2(b'"', b'\\', rest.get(end..)?)?;
            match rest.get(end) {
                Some(b'"') => return self.take(end + 1),
                _ => end += 2,
            }
        }
    }
}
