const INTERRUPT: u8 = 0x03;
const END: u8 = 0x04;
const BACKSPACES: [u8; 2] = [0x08, 0x7f];
const CLEAR: u8 = 0x15;

/// What came of a prompt.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Typed {
    /// A line, without its end.
    Line(Vec<u8>),
    /// Ctrl-C.
    Interrupt,
}

/// A line while it is typed. The terminal does not edit it: it would have to show it.
#[derive(Debug, Default)]
pub(super) struct Typing {
    line: Vec<u8>,
    longest: usize,
}

impl Typing {
    /// Keeps no more than so many bytes.
    pub(super) const fn new(longest: usize) -> Self {
        Self { line: Vec::new(), longest }
    }

    /// Takes the next byte; the result if it is the last one.
    pub(super) fn take(&mut self, byte: u8) -> Option<Typed> {
        match byte {
            b'\n' | b'\r' | END => return Some(self.end()),
            INTERRUPT => return Some(Typed::Interrupt),
            CLEAR => self.line.clear(),
            byte if BACKSPACES.contains(&byte) => {
                // A character of UTF-8 has one byte that does not continue another.
                while self.line.pop().is_some_and(|last| last & 0xc0 == 0x80) {}
            }
            byte if self.line.len() < self.longest => self.line.push(byte),
            _ => {}
        }
        None
    }

    /// What there is when nothing more comes.
    pub(super) fn end(&mut self) -> Typed {
        Typed::Line(std::mem::take(&mut self.line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(keys: &[u8]) -> Option<Typed> {
        let mut typing = Typing::new(8);
        keys.iter().find_map(|key| typing.take(*key))
    }

    #[test]
    fn keys_edit_the_line() {
        for (keys, line) in [
            (&b"abc\r"[..], "abc"),
            (b"abc\nx", "abc"),
            (b"abd\x7fc\n", "abc"),
            (b"\x08\x08a\n", "a"),
            (b"x\x15a b\n", "a b"),
            ("aé\u{7f}b尺\u{8}c\n".as_bytes(), "abc"),
            (b"abc\x04", "abc"),
            (b"\n", ""),
            (b"123456789012\n", "12345678"),
        ] {
            assert_eq!(typed(keys), Some(Typed::Line(line.as_bytes().to_vec())), "{keys:?}");
        }
        assert_eq!(typed(b"abc\x03def\n"), Some(Typed::Interrupt));
        assert_eq!(typed(b"abc"), None);
    }
}
