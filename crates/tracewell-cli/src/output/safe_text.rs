use std::borrow::Cow;

/// Whether a character could steer a terminal, break or reorder a line, or stand there unseen.
pub(crate) fn is_hostile(character: char) -> bool {
    if character.is_ascii() { character.is_ascii_control() } else { character.escape_debug().len() > 1 }
}

/// `text` for a place inside a line.
pub(crate) fn escaped(text: &str) -> Cow<'_, str> {
    escaped_unless(text, |_| false)
}

/// `text` of several lines.
pub(crate) fn escaped_lines(text: &str) -> Cow<'_, str> {
    escaped_unless(text, |character| character == '\n')
}

fn escaped_unless(text: &str, allowed: impl Fn(char) -> bool) -> Cow<'_, str> {
    let hostile = |character: char| is_hostile(character) && !allowed(character);
    if !text.contains(hostile) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if hostile(character) {
            out.extend(character.escape_debug());
        } else {
            out.push(character);
        }
    }
    Cow::Owned(out)
}

/// The beginning of `text`, at most `bytes` long and no torn character at its end; `None` if all of it fits.
pub(crate) fn cut(text: &str, bytes: usize) -> Option<&str> {
    if text.len() <= bytes { None } else { text.get(..text.floor_char_boundary(bytes)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_stays_as_it_is() {
        for text in ["", "order_id", "größe 尺寸", "a\\b 'c' \"d\""] {
            assert!(matches!(escaped(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }

    #[test]
    fn what_steers_a_terminal_is_escaped() {
        assert_eq!(escaped("a\nb\r\u{1b}[31mc"), "a\\nb\\r\\u{1b}[31mc");
        assert_eq!(
            escaped("a\u{202e}b\u{9b}c\u{2028}d\u{200b}e\u{7f}"),
            "a\\u{202e}b\\u{9b}c\\u{2028}d\\u{200b}e\\u{7f}"
        );
        assert_eq!(escaped_lines("a\nb\tc"), "a\nb\\tc");
    }

    #[test]
    fn every_control_and_every_bidirectional_one_is_hostile() {
        let listed = |character: char| {
            character.is_control()
                || matches!(u32::from(character), 0x61c | 0x200e | 0x200f | 0x2028..=0x202e | 0x2066..=0x2069)
        };
        for character in '\0'..=char::MAX {
            assert!(!listed(character) || is_hostile(character), "{character:?}");
            assert!(!escaped(character.encode_utf8(&mut [0; 4])).chars().any(is_hostile), "{character:?}");
        }
    }

    #[test]
    fn a_cut_keeps_characters_whole() {
        assert_eq!(cut("abc", 3), None);
        assert_eq!(cut("abcd", 3), Some("abc"));
        assert_eq!(cut("aé", 2), Some("a"));
    }
}
