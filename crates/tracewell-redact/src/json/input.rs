/// Where the reading of a JSON text stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The text ends before the value does.
    End,
    /// The text is no JSON.
    Invalid,
}

/// A JSON text and how far it was read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Input<'j> {
    bytes: &'j [u8],
    at: usize,
}

impl<'j> Input<'j> {
    pub(super) fn new(bytes: &'j [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The next byte that is no white space.
    pub(super) fn peek(&mut self) -> Option<u8> {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
        self.bytes.get(self.at).copied()
    }

    /// Passes over the byte that was seen.
    pub(super) fn pass(&mut self) {
        self.at += 1;
    }

    /// What stands between the quotes of the string that begins here.
    pub(super) fn string(&mut self) -> Result<&'j str, Stop> {
        if self.peek() != Some(b'"') {
            return Err(Stop::Invalid);
        }
        let start = self.at + 1;
        let mut at = start;
        loop {
            match self.bytes.get(at) {
                None => return Err(Stop::End),
                Some(b'"') => break,
                Some(b'\\') => at += 2,
                Some(_) => at += 1,
            }
        }
        self.at = at + 1;
        let raw = self.bytes.get(start..at).unwrap_or_default();
        std::str::from_utf8(raw).map_err(|_| Stop::Invalid)
    }

    /// The number, `true`, `false` or `null` that begins here.
    pub(super) fn scalar(&mut self) -> Result<&'j str, Stop> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let len = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte)).count();
        let word = rest.get(..len).and_then(|word| std::str::from_utf8(word).ok()).unwrap_or_default();
        let is_valid = matches!(word, "true" | "false" | "null") || is_number(word.as_bytes());
        let at_end = self.at + len == self.bytes.len();
        self.at += len;
        match (is_valid, at_end) {
            (true, _) => Ok(word),
            (false, true) => Err(Stop::End),
            (false, false) => Err(Stop::Invalid),
        }
    }

    /// Whether nothing but the last value was read, to the end of the text.
    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.bytes.len()
    }

    /// Passes over the value that begins here, whatever it holds.
    pub(super) fn skip(&mut self) -> Result<(), Stop> {
        let mut depth = 0_usize;
        loop {
            match self.peek().ok_or(Stop::End)? {
                b'"' => drop(self.string()?),
                b'{' | b'[' => {
                    depth += 1;
                    self.pass();
                }
                b'}' | b']' if depth > 0 => {
                    depth -= 1;
                    self.pass();
                }
                b',' | b':' if depth > 0 => self.pass(),
                _ => drop(self.scalar()?),
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }
}

/// A number by the grammar of RFC 8259, section 6.
fn is_number(word: &[u8]) -> bool {
    let digits = |rest: &[u8]| rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let word = word.strip_prefix(b"-").unwrap_or(word);
    let whole = digits(word);
    if whole == 0 || whole > 1 && word.first() == Some(&b'0') {
        return false;
    }
    let mut rest = &word[whole..];
    if let Some(fraction) = rest.strip_prefix(b".") {
        let len = digits(fraction);
        if len == 0 {
            return false;
        }
        rest = &fraction[len..];
    }
    if let Some(exponent) = rest.strip_prefix(b"e").or_else(|| rest.strip_prefix(b"E")) {
        let exponent = exponent.strip_prefix(b"+").or_else(|| exponent.strip_prefix(b"-")).unwrap_or(exponent);
        let len = digits(exponent);
        return len > 0 && len == exponent.len();
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::is_number;

    #[test]
    fn tells_numbers() {
        for number in ["0", "-0", "12", "-12.5", "1e9", "1.5E-9", "0.1e+2"] {
            assert!(is_number(number.as_bytes()), "{number}");
        }
        for other in ["", "-", "01", "1.", ".5", "1e", "1e+", "+1", "1x", "0x1", "NaN"] {
            assert!(!is_number(other.as_bytes()), "{other}");
        }
    }
}
