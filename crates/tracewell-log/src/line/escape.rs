const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;
/// Bytes from which on a text is looked at by words.
const LONG: usize = 64;

/// Appends `text` as the inside of a JSON string: what JSON demands is escaped, and every control character, line
/// separator and bidirectional control besides, so that nothing in a value can forge, hide or reorder a line.
#[inline]
pub(crate) fn escape_into(out: &mut String, text: &str) {
    if is_plain(text.as_bytes()) { out.push_str(text) } else { escape_special_into(out, text) }
}

fn escape_special_into(out: &mut String, text: &str) {
    let bytes = text.as_bytes();
    let mut written = 0;
    let mut at = 0;
    loop {
        at = next_special(bytes, at);
        let Some(&byte) = bytes.get(at) else { break };
        let length = if byte < 0x80 { 1 } else { char_length(byte) };
        if byte < 0x80 || is_hostile(bytes, at) {
            out.push_str(text.get(written..at).unwrap_or_default());
            push_escape(out, text.get(at..at + length).and_then(|text| text.chars().next()).unwrap_or_default());
            written = at + length;
        }
        at += length;
    }
    out.push_str(text.get(written..).unwrap_or_default());
}

/// Appends valid JSON with what is hostile to a reader escaped; says `false`, with nothing appended, where that would
/// not leave the JSON as it was.
pub(crate) fn escape_json_into(out: &mut String, json: &str) -> bool {
    // Below 0x20 it can only be space between tokens, which compact JSON has none of.
    if json.bytes().any(|byte| byte < 0x20) {
        return false;
    }
    for character in json.chars() {
        match character {
            // These can only be inside a string of it.
            '\u{7f}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => push_escape(out, character),
            _ => out.push(character),
        }
    }
    true
}

/// Whether there is nothing but plain ASCII text.
#[inline]
fn is_plain(bytes: &[u8]) -> bool {
    let half = |half: &[u8; 4]| u64::from(u32::from_le_bytes(*half));
    let word = |word: &[u8; 8]| special(u64::from_le_bytes(*word));
    if bytes.len() > LONG
        && let Some(last) = bytes.last_chunk::<8>()
    {
        // Nothing is carried from byte to byte, so that several words are looked at in one go.
        let words = bytes.as_chunks::<8>().0.iter();
        let found = words.fold(0, |found, chunk| found | special(u64::from_le_bytes(*chunk)));
        found | word(last) == 0
    } else if let Some(last) = bytes.last_chunk::<16>() {
        let mut found = [0; 16];
        for chunk in bytes.as_chunks::<16>().0 {
            mark_special(&mut found, chunk);
        }
        mark_special(&mut found, last);
        u128::from_le_bytes(found) == 0
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        word(first) | word(last) == 0
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        special(half(first) | half(last) << 32) == 0
    } else {
        !bytes.iter().any(|byte| is_special(*byte))
    }
}

/// Marks the places of those that are special; without a branch, so that the compiler can use a wide register.
#[inline]
fn mark_special(found: &mut [u8; 16], chunk: &[u8; 16]) {
    for (found, byte) in found.iter_mut().zip(chunk) {
        *found |= u8::from(*byte < 0x20) | u8::from(*byte == b'"') | u8::from(*byte == b'\\') | u8::from(*byte > 0x7e);
    }
}

/// The first place at or behind `from` that holds anything but plain ASCII text.
#[inline]
fn next_special(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let special = special(u64::from_le_bytes(*chunk));
        if special != 0 {
            return at + (special.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    if let Some((before, last)) = bytes.split_last_chunk::<8>().filter(|_| at < bytes.len()) {
        // The last eight, less those that were seen; the zeros that move in behind the text end the search.
        let word = u64::from_le_bytes(*last) >> (8 * (at - before.len()));
        return (at + (special(word).trailing_zeros() / 8) as usize).min(bytes.len());
    }
    while let Some(&byte) = bytes.get(at) {
        if is_special(byte) {
            break;
        }
        at += 1;
    }
    at
}

/// The high bit of each byte that is below 0x20, a quote, a backslash, DEL or not ASCII. A borrow can set it wrongly
/// in a byte behind the first such one, so only the first counts.
#[inline]
const fn special(word: u64) -> u64 {
    let control = word.wrapping_sub(ONES * 0x20);
    let quote = (word ^ (ONES * 0x22)).wrapping_sub(ONES);
    let backslash = (word ^ (ONES * 0x5c)).wrapping_sub(ONES);
    let delete = (word ^ (ONES * 0x7f)).wrapping_sub(ONES);
    ((control | quote | backslash | delete) & !word | word) & HIGH
}

const fn is_special(byte: u8) -> bool {
    matches!(byte, ..0x20 | b'"' | b'\\' | 0x7f..)
}

const fn char_length(lead: u8) -> usize {
    match lead {
        0xf0.. => 4,
        0xe0.. => 3,
        _ => 2,
    }
}

/// Whether the character that begins here, beyond ASCII, is a C1 control, U+061C, U+200E, U+200F, U+2028 to U+202E or
/// U+2066 to U+2069.
fn is_hostile(bytes: &[u8], at: usize) -> bool {
    match bytes.get(at..).unwrap_or_default() {
        [0xc2, second, ..] => *second < 0xa0,
        [0xd8, 0x9c, ..] => true,
        [0xe2, 0x80, third, ..] => matches!(third, 0x8e | 0x8f | 0xa8..=0xae),
        [0xe2, 0x81, third, ..] => matches!(third, 0xa6..=0xa9),
        _ => false,
    }
}

#[cold]
fn push_escape(out: &mut String, character: char) {
    const HEX: &str = "0123456789abcdef";
    match character {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        _ => {
            // None of those that are escaped is beyond U+FFFF.
            let code = u32::from(character);
            out.push_str("\\u");
            for shift in [12, 8, 4, 0] {
                let digit = (code >> shift & 15) as usize;
                out.push_str(HEX.get(digit..=digit).unwrap_or_default());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn escaped(text: &str) -> String {
        let mut out = String::new();
        escape_into(&mut out, text);
        out
    }

    fn hostile(character: char) -> bool {
        character.is_control()
            || matches!(u32::from(character), 0x61c | 0x200e | 0x200f | 0x2028..=0x202e | 0x2066..=0x2069)
    }

    #[test]
    fn every_character_comes_back_and_no_hostile_one_goes_out() {
        for character in '\0'..=char::MAX {
            // In front of it and behind it, so that each place of an eight-byte window is met.
            let text = format!("abc{character}defghi{character}");
            let json = escaped(&text);
            assert!(!json.chars().any(hostile), "{character:?}");
            let plain = !hostile(character) && !matches!(character, '"' | '\\');
            assert_eq!(json == text, plain, "{character:?}");
            if !plain {
                assert_eq!(serde_json::from_str::<String>(&format!("\"{json}\"")).unwrap(), text);
            }
        }
    }

    #[test]
    fn json_keeps_its_meaning() {
        let mut out = String::new();
        assert!(escape_json_into(&mut out, "[\"a\u{202e}\u{7f}é\",1]"));
        assert_eq!(out, "[\"a\\u202e\\u007fé\",1]");
        assert!(!escape_json_into(&mut String::new(), "[1,\n2]"));
    }

    proptest! {
        #[test]
        fn any_text_comes_back(text in "(.|\\PC|[\\x00-\\xff]|[\u{2000}-\u{2070}]){0,64}") {
            let json = escaped(&text);
            prop_assert!(!json.chars().any(hostile));
            prop_assert_eq!(serde_json::from_str::<String>(&format!("\"{json}\"")).unwrap(), text);
        }
    }
}
