/// More of a name is not read.
const LONGEST: usize = 128;

/// The byte that the characters of full width begin with.
const LEAD: u8 = 0xef;

/// What the letter, digit or sign of full width (U+FF01 to U+FF5E) that `bytes` end with is in ASCII.
pub(crate) fn ascii_at_end(bytes: &[u8]) -> Option<u8> {
    match bytes.last_chunk()? {
        [LEAD, 0xbc, last @ 0x81..=0xbf] => Some(last - 0x60),
        [LEAD, 0xbd, last @ 0x80..=0x9e] => Some(last - 0x20),
        _ => None,
    }
}

/// The end of a name with what is of full width in ASCII.
pub(super) struct Folded {
    bytes: [u8; LONGEST],
    start: usize,
}

impl Folded {
    /// Nothing where nothing is of full width.
    #[inline]
    pub(super) fn of(name: &[u8]) -> Option<Self> {
        if name.contains(&LEAD) { Some(Self::reading(name)) } else { None }
    }

    #[cold]
    fn reading(name: &[u8]) -> Self {
        let mut folded = Self { bytes: [0; LONGEST], start: LONGEST };
        let mut rest = name;
        while let Some((byte, before)) = rest.split_last()
            && let Some(start) = folded.start.checked_sub(1)
        {
            let ascii = ascii_at_end(rest);
            folded.bytes[start] = ascii.unwrap_or(*byte);
            folded.start = start;
            rest = if ascii.is_some() { &rest[..rest.len() - 3] } else { before };
        }
        folded
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes[self.start..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_full_width_is_what_it_is_in_ascii() {
        for ascii in b'!'..=b'~' {
            let wide = char::from_u32(0xff00 + u32::from(ascii) - 0x20).unwrap().to_string();
            assert_eq!(ascii_at_end(wide.as_bytes()), Some(ascii), "{wide}");
            let name = format!("aé{wide}_{wide}");
            let folded = format!("aé{0}_{0}", char::from(ascii));
            assert_eq!(Folded::of(name.as_bytes()).unwrap().bytes(), folded.as_bytes());
        }
        for other in ["\u{ff00}", "\u{ff5f}", "\u{3000}", "é", "a", ""] {
            assert_eq!(ascii_at_end(other.as_bytes()), None, "{other}");
        }
        assert!(Folded::of("aé_b".as_bytes()).is_none());
    }

    #[test]
    fn of_a_long_name_the_end_is_read() {
        let long = "ｘ".repeat(1000) + "ｔｏｋｅｎ";
        let folded = Folded::of(long.as_bytes()).unwrap();
        assert_eq!(folded.bytes().len(), LONGEST);
        assert!(folded.bytes().ends_with(b"xtoken"));
    }
}
