use super::Decoded;

/// With `%41` read as what it stands for.
pub(super) fn decode_percent(encoded: &[u8]) -> Option<Decoded> {
    Decoded::of(encoded, percent)
}

/// The same, and `+` as a space; `None` where there is no such.
pub(super) fn decode_form(encoded: &[u8]) -> Option<Decoded> {
    if !encoded.contains(&b'+') {
        return None;
    }
    Decoded::of(encoded, |rest, out| match rest {
        [b'+', ..] => {
            out.push(b' ');
            Some(1)
        }
        _ => percent(rest, out),
    })
}

fn percent(rest: &[u8], out: &mut Vec<u8>) -> Option<usize> {
    let [b'%', high, low, ..] = rest else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let byte = digit(*high)? << 4 | digit(*low)?;
    out.push(u8::try_from(byte).ok()?);
    Some(3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(decoded: Option<Decoded>) -> Option<String> {
        decoded.map(|decoded| String::from_utf8_lossy(&decoded.bytes).into_owned())
    }

    #[test]
    fn only_what_is_encoded_changes() {
        assert_eq!(text(decode_percent(b"a%20b%2Bc%2b%zz%4")).unwrap(), "a b+c+%zz%4");
        assert_eq!(text(decode_percent(b"100 % of +")), None);
        assert_eq!(text(decode_form(b"a+b%2Bc")).unwrap(), "a b+c");
        assert_eq!(text(decode_form(b"a%20b")), None);
        assert_eq!(decode_percent(b"a%20b").unwrap().starts, [0, 1, 4]);
    }
}
