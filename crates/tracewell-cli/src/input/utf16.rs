use std::io::{self, ErrorKind, Read};

/// Bytes that are decoded at once.
const PIECE: usize = 64 << 10;

/// UTF-16 as UTF-8. What is none becomes the replacement character.
#[derive(Debug)]
pub(super) struct Utf16<R> {
    input: R,
    big_endian: bool,
    /// Bytes that are no whole character yet, at the front.
    raw: Vec<u8>,
    waiting: usize,
    text: String,
    /// How much of the text is handed out.
    given: usize,
}

impl<R: Read> Utf16<R> {
    pub(super) fn new(input: R, big_endian: bool) -> Self {
        Self { input, big_endian, raw: vec![0; PIECE], waiting: 0, text: String::new(), given: 0 }
    }

    /// Decodes what comes next; nothing is left at the end of the input.
    fn decode(&mut self) -> io::Result<()> {
        (self.given, self.text) = (0, String::new());
        while self.text.is_empty() {
            let read = match self.input.read(self.raw.get_mut(self.waiting..).unwrap_or_default()) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                read => read?,
            };
            let known = self.waiting + read;
            let all = read == 0;
            let whole = if all { known } else { self.whole(known) };
            let units = self.raw.get(..whole).unwrap_or_default().chunks(2).map(|pair| self.unit(pair));
            self.text = char::decode_utf16(units).map(|found| found.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
            self.raw.copy_within(whole..known, 0);
            self.waiting = known - whole;
            if all {
                break;
            }
        }
        Ok(())
    }

    /// How much of what is known ends with a character.
    fn whole(&self, known: usize) -> usize {
        let even = known - known % 2;
        let last = even.checked_sub(2).and_then(|at| self.raw.get(at..even));
        let is_half = last.is_some_and(|pair| (0xd800..0xdc00).contains(&self.unit(pair)));
        if is_half { even - 2 } else { even }
    }

    fn unit(&self, pair: &[u8]) -> u16 {
        match pair {
            [high, low] if self.big_endian => u16::from_be_bytes([*high, *low]),
            [low, high] => u16::from_le_bytes([*low, *high]),
            // Half of one, at the end.
            _ => 0xdc00,
        }
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.text.len() {
            self.decode()?;
        }
        let read = self.text.as_bytes().get(self.given..).unwrap_or_default().read(buffer)?;
        self.given += read;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Reads that bring a few bytes each.
    struct Trickle<'t>(&'t [u8], usize);

    impl Read for Trickle<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let most = buffer.len().min(self.1);
            self.0.read(buffer.get_mut(..most).unwrap())
        }
    }

    fn decoded(bytes: &[u8], at_once: usize, big_endian: bool) -> String {
        let mut text = String::new();
        Utf16::new(Trickle(bytes, at_once), big_endian).read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn what_is_no_text_is_replaced() {
        for at_once in 1..5 {
            assert_eq!(decoded(b"a\0\0\xd8b\0c", at_once, false), "a\u{fffd}b\u{fffd}");
            assert_eq!(decoded(b"\0\xd8", at_once, false), "\u{fffd}");
            assert_eq!(decoded(b"", at_once, true), "");
        }
    }

    proptest! {
        #[test]
        fn text_comes_out_as_it_went_in(text in "(a|é|\u{10348}|\n){0,40}", at_once in 1_usize..9, big_endian: bool) {
            let of = |unit: u16| if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() };
            let bytes: Vec<u8> = text.encode_utf16().flat_map(of).collect();
            prop_assert_eq!(decoded(&bytes, at_once, big_endian), text);
        }
    }
}
