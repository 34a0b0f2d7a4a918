use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

use super::is_hostile;

/// Writes `value` as one line of JSON, in which what a terminal would act on is escaped as well.
pub(crate) fn write_json(output: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut *output, SafeFormatter))?;
    output.write_all(b"\n")
}

struct SafeFormatter;

impl Formatter for SafeFormatter {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, character)) = rest.char_indices().find(|(_, character)| is_hostile(*character)) {
            let (plain, hostile) = rest.split_at(at);
            writer.write_all(plain.as_bytes())?;
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = hostile.strip_prefix(character).unwrap_or_default();
        }
        writer.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_is_escaped_and_comes_back() {
        let text = "a\u{1b}[1m\n\"\\é\u{202e}\u{7f}\u{9b}\u{e0001}尺";
        let mut out = Vec::new();
        write_json(&mut out, &text).unwrap();
        let line = String::from_utf8(out).unwrap();
        assert_eq!(line, "\"a\\u001b[1m\\n\\\"\\\\é\\u202e\\u007f\\u009b\\udb40\\udc01尺\"\n");
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
    }
}
