use super::plain_words::{ABOUT_BEARERS, PLAIN};

/// The longest word of the lists.
const LONGEST: usize = 16;

/// The first word of a value: up to a blank or a comma.
pub(super) fn first(value: &[u8]) -> &[u8] {
    value.split(|byte| matches!(byte, b' ' | b'\t' | b',')).next().unwrap_or_default()
}

/// Whether `word` is a plain status word, or several joined by `-`, `_` or `/` ("not-found"), in any case.
pub(in crate::scan) fn is_plain(word: &[u8]) -> bool {
    is_of(word, PLAIN)
}

/// Whether `word` is what one writes behind "bearer" without meaning a token.
pub(in crate::scan) fn is_about_bearers(word: &[u8]) -> bool {
    is_of(word, ABOUT_BEARERS)
}

fn is_of(word: &[u8], list: &[&str]) -> bool {
    let end = word
        .iter()
        .rposition(|byte| !matches!(byte, b'.' | b',' | b';' | b':' | b'!' | b'?' | b')' | b'"' | b'\''))
        .map_or(0, |last| last + 1);
    let mut parts = word[..end].split(|byte| matches!(byte, b'-' | b'_' | b'/'));
    parts.all(|part| {
        let mut folded = [0; LONGEST];
        let Some(folded) = folded.get_mut(..part.len()) else {
            return false;
        };
        folded.copy_from_slice(part);
        folded.make_ascii_lowercase();
        std::str::from_utf8(folded).is_ok_and(|part| list.binary_search(&part).is_ok())
    })
}

#[cfg(test)]
mod tests {
    use super::{ABOUT_BEARERS, LONGEST, PLAIN, is_plain};

    #[test]
    fn lists_are_sorted_and_their_words_short() {
        for list in [PLAIN, ABOUT_BEARERS] {
            assert!(list.windows(2).all(|pair| pair[0] < pair[1]), "{list:?}");
            assert!(list.iter().all(|word| word.len() <= LONGEST));
        }
    }

    #[test]
    fn reads_words_in_any_case_and_joined() {
        for word in ["expired", "Expired.", "not-found", "timed_out", "NOT", "isn't"] {
            assert!(is_plain(word.as_bytes()), "{word}");
        }
        for word in ["", "hunter2", "expired1", "expired-abc", "-", "a-much-longer-word-than-any"] {
            assert!(!is_plain(word.as_bytes()), "{word}");
        }
    }
}
