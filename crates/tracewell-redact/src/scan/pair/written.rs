//! Whether somebody wrote a word, or a machine drew its letters.

/// Longer than any word that people write in one: `internationalization`.
const LONGEST_WORD: usize = 20;

/// So many consonants in a row are in no word that people write.
const MOST_CONSONANTS: usize = 5;

/// Words joined in camel case have at least so many letters each, on average.
const LEAST_HUMP: usize = 4;

/// Whether `text` reads as words that people write: letters only, joined by `-`, `_`, `.`, `/`, `'` or humps.
pub(super) fn is_written(text: &[u8]) -> bool {
    text.iter().all(|byte| byte.is_ascii_alphabetic() || is_joint(*byte))
        && text.split(|byte| is_joint(*byte)).all(are_humps_written)
}

fn is_joint(byte: u8) -> bool {
    matches!(byte, b'-' | b'_' | b'.' | b'/' | b'\'')
}

/// Whether the letters are a word, or several in camel case.
fn are_humps_written(letters: &[u8]) -> bool {
    let mut humps = 1;
    let mut start = 0;
    for at in 1..letters.len() {
        let begins = letters[at].is_ascii_uppercase()
            && (letters[at - 1].is_ascii_lowercase() || letters.get(at + 1).is_some_and(u8::is_ascii_lowercase));
        if begins {
            if !is_word(&letters[start..at]) {
                return false;
            }
            start = at;
            humps += 1;
        }
    }
    is_word(&letters[start..]) && (humps == 1 || letters.len() >= humps * LEAST_HUMP)
}

fn is_word(letters: &[u8]) -> bool {
    let consonants = letters.split(|byte| matches!(byte | 0x20, b'a' | b'e' | b'i' | b'o' | b'u' | b'y'));
    letters.len() <= LONGEST_WORD && consonants.map(<[u8]>::len).max().unwrap_or_default() <= MOST_CONSONANTS
}

#[cfg(test)]
mod tests {
    use super::is_written;

    #[test]
    fn words_are_written() {
        for word in [
            "",
            "opened",
            "Starting",
            "SessionManagerStarted",
            "XMLHttpRequest",
            "internationalization",
            "not-found",
            "user.name",
            "created_at",
            "strengths",
            "isn't",
            "API",
        ] {
            assert!(is_written(word.as_bytes()), "{word}");
        }
    }

    #[test]
    fn drawn_letters_and_digits_are_not() {
        for word in
            ["hGfdKLsaPoQweRtYui", "kjhgfdsaqwertzuiopmn", "abc123", "aBcDeFgHiJkL", "a=b", "größe", "zqxwvkjhpt"]
        {
            assert!(!is_written(word.as_bytes()), "{word}");
        }
        assert!(!is_written(&[b'a'; 21]));
    }
}
