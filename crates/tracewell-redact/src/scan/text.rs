/// The bytes under the scanner. Reading past the end gives NUL, which belongs to no pattern; reading before the floor gives
/// the end of a marker, because what stands there is replaced already.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<'t> {
    bytes: &'t [u8],
    cut: bool,
    floor: usize,
}

/// Stands for a decoded space or delimiter of a percent-encoded text: white space to tokens, but no end of a value,
/// because whoever encoded it said that it belongs to the value.
pub(super) const SOFT_SPACE: u8 = 0x1f;

impl<'t> Text<'t> {
    pub(super) fn new(bytes: &'t [u8], cut: bool) -> Self {
        Self { bytes, cut, floor: 0 }
    }

    /// The same text, of which everything before `floor` is replaced.
    pub(super) fn above(self, floor: usize) -> Self {
        Self { floor, ..self }
    }

    pub(super) fn floor(self) -> usize {
        self.floor
    }

    pub(super) fn len(self) -> usize {
        self.bytes.len()
    }

    /// Whether the text goes on behind the last byte, unseen.
    pub(super) fn is_cut(self) -> bool {
        self.cut
    }

    pub(super) fn bytes(self) -> &'t [u8] {
        self.bytes
    }

    #[inline]
    pub(super) fn at(self, at: usize) -> u8 {
        #[cfg(test)]
        work::count(1);
        if at < self.floor { b']' } else { self.bytes.get(at).copied().unwrap_or(0) }
    }

    #[inline]
    pub(super) fn before(self, at: usize) -> u8 {
        at.checked_sub(1).map_or(0, |at| self.at(at))
    }

    /// From `start` to `end`, or less where the text ends before or is replaced.
    pub(super) fn slice(self, start: usize, end: usize) -> &'t [u8] {
        let (start, end) = (start.max(self.floor), end.min(self.bytes.len()));
        #[cfg(test)]
        work::count(end.saturating_sub(start));
        self.bytes.get(start..end).unwrap_or_default()
    }

    pub(super) fn starts_with(self, at: usize, prefix: &str) -> bool {
        self.slice(at, at + prefix.len()) == prefix.as_bytes()
    }

    pub(super) fn ends_with(self, end: usize, suffix: &str) -> bool {
        end.checked_sub(suffix.len()).is_some_and(|start| self.slice(start, end) == suffix.as_bytes())
    }

    /// The end of the run of bytes from `at` on that `belongs` holds for.
    pub(super) fn run(self, at: usize, belongs: impl Fn(u8) -> bool) -> usize {
        let len = self.bytes.get(at..).unwrap_or_default().iter().take_while(|byte| belongs(**byte)).count();
        #[cfg(test)]
        work::count(len + 1);
        at + len
    }

    /// The start of the run of bytes that ends at `end`, not before `limit` or what is replaced.
    pub(super) fn run_back(self, end: usize, limit: usize, belongs: impl Fn(u8) -> bool) -> usize {
        let before = self.bytes.get(limit.max(self.floor)..end).unwrap_or_default();
        let len = before.iter().rev().take_while(|byte| belongs(**byte)).count();
        #[cfg(test)]
        work::count(len + 1);
        end - len
    }

    /// Whether no letter or digit stands before `at`. Escapes count as the character they stand for: `\n`, `%20`,
    /// and the end of a terminal colour.
    pub(super) fn begins_word(self, at: usize) -> bool {
        let before = self.before(at);
        if !before.is_ascii_alphanumeric() {
            return true;
        }
        let escaped = matches!(before, b'n' | b'r' | b't' | b'0') && self.before(at - 1) == b'\\';
        escaped || self.is_encoded(at.wrapping_sub(3)) || (before == b'm' && self.is_colour(at - 1))
    }

    /// Whether neither letter nor digit stands at `at`.
    pub(super) fn ends_word(self, at: usize) -> bool {
        !self.at(at).is_ascii_alphanumeric()
    }

    /// Whether a percent-encoded byte stands at `at`.
    pub(super) fn is_encoded(self, at: usize) -> bool {
        self.at(at) == b'%' && self.at(at + 1).is_ascii_hexdigit() && self.at(at + 2).is_ascii_hexdigit()
    }

    /// Whether the `m` at `end` ends a terminal colour, whose escape character may be escaped itself.
    fn is_colour(self, end: usize) -> bool {
        let start = self.run_back(end, end.saturating_sub(12), |byte| byte.is_ascii_digit() || byte == b';');
        let open = start.saturating_sub(1);
        self.at(open) == b'[' && ["\u{1b}", "1b}", "1b", "033"].iter().any(|escape| self.ends_with(open, escape))
    }

    /// The end of the escape (`\n`, a terminal colour) whose last characters stand at `at`; else `at`.
    pub(super) fn behind_escape(self, at: usize) -> usize {
        match self.before(at) {
            b'\\' if matches!(self.at(at), b'n' | b'r' | b't') => at + 1,
            b'[' => {
                let end = self.run(at, |byte| byte.is_ascii_digit() || byte == b';');
                if self.at(end) == b'm' && self.is_colour(end) { end + 1 } else { at }
            }
            _ => at,
        }
    }
}

/// How the escape character of a terminal colour is written: itself, or escaped by Rust, C, a shell or JSON.
const ESCAPES: [&str; 5] = ["\u{1b}", "\\u{1b}", "\\x1b", "\\033", "\\u001b"];

/// Characters of no ASCII that show as a blank, or not at all.
const UNSEEN: [&str; 39] = [
    "\u{34f}", "\u{202a}", "\u{202b}", "\u{202c}", "\u{202d}", "\u{202e}", "\u{2061}", "\u{2062}", "\u{2066}",
    "\u{2067}", "\u{2068}", "\u{2069}", "\u{a0}", "\u{ad}", "\u{1680}", "\u{180e}", "\u{2000}", "\u{2001}", "\u{2002}",
    "\u{2003}", "\u{2004}", "\u{2005}", "\u{2006}", "\u{2007}", "\u{2008}", "\u{2009}", "\u{200a}", "\u{200b}",
    "\u{200c}", "\u{200d}", "\u{200e}", "\u{200f}", "\u{202f}", "\u{205f}", "\u{2060}", "\u{2800}", "\u{3000}",
    "\u{3164}", "\u{feff}",
];

/// Characters without any width, which part nothing: joiners, soft hyphens, and what turns the direction of text.
const INVISIBLE: [&str; 21] = [
    "\u{ad}", "\u{34f}", "\u{180e}", "\u{200b}", "\u{200c}", "\u{200d}", "\u{200e}", "\u{200f}", "\u{202a}",
    "\u{202b}", "\u{202c}", "\u{202d}", "\u{202e}", "\u{2060}", "\u{2061}", "\u{2062}", "\u{2066}", "\u{2067}",
    "\u{2068}", "\u{2069}", "\u{feff}",
];

/// The length of the invisible character that `bytes` ends with.
pub(super) fn invisible_end(bytes: &[u8]) -> Option<usize> {
    let is_beyond_ascii = *bytes.last()? >= 0x80;
    let of = || INVISIBLE.iter().find(|one| bytes.ends_with(one.as_bytes())).map(|one| one.len());
    if is_beyond_ascii { of() } else { None }
}

/// The length of the invisible character that `bytes` begins with.
pub(super) fn invisible_len(bytes: &[u8]) -> Option<usize> {
    let is_beyond_ascii = *bytes.first()? >= 0x80;
    let of = || INVISIBLE.iter().find(|one| bytes.starts_with(one.as_bytes())).map(|one| one.len());
    if is_beyond_ascii { of() } else { None }
}

/// Where the terminal colour or unseen character that ends at the end of `bytes` begins.
pub(super) fn unseen_start(bytes: &[u8]) -> Option<usize> {
    match bytes.last()? {
        b'm' => {
            let least = bytes.len().saturating_sub(LONGEST_COLOUR);
            let open = bytes[least..bytes.len() - 1].iter().rposition(|byte| !is_of_colour(*byte))? + least;
            let before = bytes.get(..open).filter(|_| bytes[open] == b'[')?;
            let escape = ESCAPES.iter().find(|escape| before.ends_with(escape.as_bytes()))?;
            Some(open - escape.len())
        }
        0x80.. => {
            let unseen = UNSEEN.iter().find(|unseen| bytes.ends_with(unseen.as_bytes()))?;
            Some(bytes.len() - unseen.len())
        }
        _ => None,
    }
}

/// The length of the terminal colour or unseen character that `bytes` begins with.
pub(super) fn unseen_len(bytes: &[u8]) -> Option<usize> {
    match bytes.first()? {
        0x1b | b'\\' => {
            let escape = ESCAPES.iter().find(|escape| bytes.starts_with(escape.as_bytes()))?;
            let rest = bytes[escape.len()..].strip_prefix(b"[")?;
            let digits = rest.iter().take(LONGEST_COLOUR).take_while(|byte| is_of_colour(**byte)).count();
            (rest.get(digits) == Some(&b'm')).then_some(escape.len() + 1 + digits + 1)
        }
        0x80.. => UNSEEN.iter().find(|unseen| bytes.starts_with(unseen.as_bytes())).map(|unseen| unseen.len()),
        _ => None,
    }
}

/// The most digits and semicolons that a terminal colour has, and more.
const LONGEST_COLOUR: usize = 20;

fn is_of_colour(byte: u8) -> bool {
    byte.is_ascii_digit() || byte == b';'
}

pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | SOFT_SPACE)
}

pub(super) fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`')
}

/// Letters, digits, `_` and `-`: the alphabet of URL-safe Base64 and of most tokens.
pub(super) fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// Counts the bytes that finders look at, so that tests can bound the work on hostile text without a clock.
#[cfg(test)]
pub(super) mod work {
    use std::cell::Cell;

    thread_local! {
        static READ: Cell<usize> = const { Cell::new(0) };
    }

    pub(in crate::scan) fn count(bytes: usize) {
        READ.with(|read| read.set(read.get() + bytes));
    }

    pub(in crate::scan) fn measure(body: impl FnOnce()) -> usize {
        READ.with(|read| read.set(0));
        body();
        READ.with(Cell::get)
    }
}
