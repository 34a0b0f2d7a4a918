use super::Decoded;

/// With the escapes of JSON, of `Debug` output and of byte strings read as what they stand for.
pub(super) fn unescape(escaped: &[u8]) -> Option<Decoded> {
    Decoded::of(escaped, escape)
}

fn escape(rest: &[u8], out: &mut Vec<u8>) -> Option<usize> {
    let [b'\\', kind, behind @ ..] = rest else { return None };
    let simple = match kind {
        b'"' | b'\'' | b'\\' | b'/' => *kind,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'b' => 0x08,
        b'f' => 0x0c,
        b'0' => 0,
        b'x' => {
            let byte = number(behind.get(..2)?)?;
            out.push(u8::try_from(byte).ok()?);
            return Some(4);
        }
        b'u' => return unicode(behind, out).map(|length| length + 2),
        _ => return None,
    };
    out.push(simple);
    Some(2)
}

/// What stands behind `\u`: four digits, twice so for what is beyond them, or up to six in braces.
fn unicode(rest: &[u8], out: &mut Vec<u8>) -> Option<usize> {
    let (code, length) = if let [b'{', digits @ ..] = rest {
        let end = digits.iter().take(7).position(|byte| *byte == b'}')?;
        (number(digits.get(..end)?)?, end + 2)
    } else {
        let high = number(rest.get(..4)?)?;
        match rest.get(4..).and_then(|rest| rest.strip_prefix(br"\u")).and_then(|rest| number(rest.get(..4)?)) {
            Some(low) if (0xd800..0xdc00).contains(&high) && (0xdc00..0xe000).contains(&low) => {
                (0x1_0000 + ((high - 0xd800) << 10 | (low - 0xdc00)), 10)
            }
            _ => (high, 4),
        }
    };
    let character = char::from_u32(code)?;
    out.extend(character.encode_utf8(&mut [0; 4]).as_bytes());
    Some(length)
}

fn number(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u32, |number, digit| Some(number << 4 | char::from(*digit).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(escaped: &str) -> Option<String> {
        unescape(escaped.as_bytes()).map(|decoded| String::from_utf8_lossy(&decoded.bytes).into_owned())
    }

    #[test]
    fn escapes_are_read() {
        assert_eq!(text(r#"\"\'\\\/\n\r\t\b\f\0"#).unwrap(), "\"'\\/\n\r\t\u{8}\u{c}\0");
        assert_eq!(text(r"\u0041\u00e9\ud83d\ude00\u{41}\u{1F600}\x41\xc3\xa9").unwrap(), "Aé😀A😀Aé");
    }

    #[test]
    fn what_is_no_escape_stays() {
        for plain in [
            "",
            "plain",
            r"\",
            r"\q",
            r"\u",
            r"\u12",
            r"\u{",
            r"\u{}",
            r"\u{1234567}",
            r"\u{d800}",
            r"\x4",
            r"\xg0",
            r"\ud800",
        ] {
            assert_eq!(text(plain), None, "{plain}");
        }
        assert_eq!(text(r"\q\n").unwrap(), "\\q\n");
    }

    #[test]
    fn every_byte_knows_where_it_began() {
        assert_eq!(unescape(r"aé\u00e9b".as_bytes()).unwrap().starts, [0, 1, 2, 3, 3, 9]);
    }
}
