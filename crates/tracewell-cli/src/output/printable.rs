use std::io::{self, Write};

use super::is_hostile;

/// Passes JSON on; what a terminal would act on comes out as an escape of JSON, so that the text means what it meant.
///
/// Each piece that is written must be whole characters.
pub(crate) struct Printable<W>(W);

impl<W: Write> Printable<W> {
    pub(crate) fn new(output: W) -> Self {
        Self(output)
    }
}

impl<W: Write> Write for Printable<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = std::str::from_utf8(bytes).map_err(io::Error::other)?;
        let mut rest = text;
        // Controls stand between values only: inside of them, JSON has them escaped.
        while let Some(at) = rest.find(|character| is_hostile(character) && character != '\n') {
            let (plain, behind) = rest.split_at(at);
            self.0.write_all(plain.as_bytes())?;
            let mut characters = behind.chars();
            match characters.next() {
                Some('\t' | '\r') | None => self.0.write_all(b" ")?,
                Some(hostile) => {
                    for unit in hostile.encode_utf16(&mut [0; 2]) {
                        write!(self.0, "\\u{unit:04x}")?;
                    }
                }
            }
            rest = characters.as_str();
        }
        self.0.write_all(rest.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_characters_are_escaped_and_mean_the_same() {
        let json = "{\"a\":\t\"é\u{202e}\u{9b}\u{7f}尺\u{e0001}\"}\n";
        let mut out = Vec::new();
        Printable::new(&mut out).write_all(json.as_bytes()).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text, "{\"a\": \"é\\u202e\\u009b\\u007f尺\\udb40\\udc01\"}\n");
        let parse = |text| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(parse(&text), parse(json));
    }
}
