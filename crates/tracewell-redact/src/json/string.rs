/// Decodes what stands between the quotes of a JSON string (RFC 8259, section 7) and appends it to `out`. Half a surrogate
/// pair becomes U+FFFD. `None` if the string is not valid.
pub(super) fn decode(raw: &str, out: &mut String) -> Option<()> {
    let mut rest = raw;
    while let Some(at) = rest.bytes().position(|byte| byte == b'\\' || byte < b' ') {
        out.push_str(rest.get(..at)?);
        rest = rest.get(at..)?.strip_prefix('\\')?;
        let letter = rest.chars().next()?;
        rest = rest.get(letter.len_utf8()..)?;
        match letter {
            '"' | '\\' | '/' => out.push(letter),
            'b' => out.push('\u{8}'),
            'f' => out.push('\u{c}'),
            'n' => out.push('\n'),
            'r' => out.push('\r'),
            't' => out.push('\t'),
            'u' => {
                let first = unit(rest)?;
                rest = rest.get(4..)?;
                let second = rest.strip_prefix("\\u").and_then(unit);
                match (first, second) {
                    (0xd800..0xdc00, Some(second @ 0xdc00..0xe000)) => {
                        rest = rest.get(6..)?;
                        let code = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                        out.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                    }
                    _ => out.push(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER)),
                }
            }
            _ => return None,
        }
    }
    out.push_str(rest);
    Some(())
}

/// Four hexadecimal digits.
fn unit(text: &str) -> Option<u32> {
    let digits = text.get(..4)?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(())?;
    u32::from_str_radix(digits, 16).ok()
}

/// Appends `text` as a JSON string, quotes included.
pub(super) fn encode(text: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push('"');
    let mut start = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= b' ' && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.push_str(text.get(start..at).unwrap_or_default());
        start = at + 1;
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            _ => {
                out.push_str("\\u00");
                out.push(char::from(HEX[usize::from(byte >> 4)]));
                out.push(char::from(HEX[usize::from(byte & 15)]));
            }
        }
    }
    out.push_str(text.get(start..).unwrap_or_default());
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};

    fn decoded(raw: &str) -> Option<String> {
        let mut out = String::new();
        decode(raw, &mut out).map(|()| out)
    }

    #[test]
    fn reads_every_escape() {
        assert_eq!(decoded(r#"a\"\\\/\b\f\n\r\té\u00e9\ud834\udd1e"#).as_deref(), Some("a\"\\/\u{8}\u{c}\n\r\téé𝄞"));
        assert_eq!(decoded(r"\ud834x").as_deref(), Some("\u{fffd}x"));
        assert_eq!(decoded(r"\ud834\u0041").as_deref(), Some("\u{fffd}A"));
        assert_eq!(decoded(r"\udd1e").as_deref(), Some("\u{fffd}"));
        for wrong in ["\\", r"\x", r"\u12", r"\u+123", "\n", "a\u{1}"] {
            assert_eq!(decoded(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn writes_what_it_reads() {
        for text in ["", "plain", "a\"b\\c\nd\r\t\u{1}\u{1f}é𝄞"] {
            let mut out = String::new();
            encode(text, &mut out);
            assert_eq!(decoded(&out[1..out.len() - 1]).as_deref(), Some(text));
        }
    }
}
