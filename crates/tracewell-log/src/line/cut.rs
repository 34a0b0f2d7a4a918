use tracewell_names::marker;

/// The longest mark of a cut: its fixed text and the digits of the largest number.
pub(crate) const LONGEST_MARK: usize = marker::CUT_PREFIX.len() + 20 + marker::CUT_SUFFIX.len();

/// The beginning of `text`, at most `bytes` long and whole characters only, and the rest.
#[inline]
pub(crate) fn split(text: &str, bytes: usize) -> (&str, &str) {
    if text.len() <= bytes {
        return (text, "");
    }
    let mut at = bytes;
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    text.split_at(at)
}

/// The same for text that is escaped as JSON: no escape is torn either.
pub(crate) fn split_escaped(text: &str, bytes: usize) -> (&str, &str) {
    if text.len() <= bytes {
        return (text, "");
    }
    let mut at = 0;
    for length in escaped_lengths(text) {
        if at + length > bytes {
            break;
        }
        at += length;
    }
    text.split_at_checked(at).unwrap_or(("", text))
}

/// How many bytes escaped text stands for.
pub(crate) fn unescaped_length(text: &str) -> usize {
    let mut length = 0;
    let mut rest = text;
    for step in escaped_lengths(text) {
        let (character, behind) = rest.split_at_checked(step).unwrap_or((rest, ""));
        let code = character.strip_prefix("\\u").and_then(|hex| u32::from_str_radix(hex, 16).ok());
        length += match (code.and_then(char::from_u32), character.as_bytes()) {
            (Some(character), _) => character.len_utf8(),
            (None, [b'\\', ..]) => 1,
            (None, bytes) => bytes.len(),
        };
        rest = behind;
    }
    length
}

/// Appends the mark that tells how many bytes are missing here.
pub(crate) fn push_mark(out: &mut String, bytes: usize) {
    out.push_str(marker::CUT_PREFIX);
    out.push_str(itoa::Buffer::new().format(bytes));
    out.push_str(marker::CUT_SUFFIX);
}

/// How long the mark for so many bytes is; none is for none.
pub(crate) fn mark_length(bytes: usize) -> usize {
    if bytes == 0 {
        return 0;
    }
    marker::CUT_PREFIX.len() + itoa::Buffer::new().format(bytes).len() + marker::CUT_SUFFIX.len()
}

/// The lengths of the characters and escapes that escaped text consists of.
fn escaped_lengths(text: &str) -> impl Iterator<Item = usize> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let length = match rest.as_bytes() {
            [] => return None,
            [b'\\', b'u', ..] => 6,
            [b'\\', ..] => 2,
            _ => rest.chars().next().map_or(1, char::len_utf8),
        };
        rest = rest.get(length..).unwrap_or_default();
        Some(length)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_is_torn() {
        assert_eq!(split("aé", 2), ("a", "é"));
        assert_eq!(split("aé", 3), ("aé", ""));
        assert_eq!(split("é", 1), ("", "é"));
    }

    #[test]
    fn no_escape_is_torn() {
        assert_eq!(split_escaped(r"a\u202eb\n", 6), ("a", r"\u202eb\n"));
        assert_eq!(split_escaped(r"a\u202eb\n", 7), (r"a\u202e", r"b\n"));
        assert_eq!(split_escaped(r"a\u202eb\n", 9), (r"a\u202eb", r"\n"));
        assert_eq!(split_escaped(r"\\", 1), ("", r"\\"));
    }

    #[test]
    fn escapes_count_as_what_they_stand_for() {
        assert_eq!(unescaped_length(r#"a\u202e\u0007\n\"\\é"#), "a\u{202e}\u{7}\n\"\\é".len());
    }

    #[test]
    fn the_mark_is_as_long_as_it_says() {
        for bytes in [1, 10, usize::MAX] {
            let mut mark = String::new();
            push_mark(&mut mark, bytes);
            assert_eq!(mark.len(), mark_length(bytes));
            assert!(mark.len() <= LONGEST_MARK);
        }
        assert_eq!(mark_length(0), 0);
    }
}
