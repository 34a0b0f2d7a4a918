/// What a byte of a name is to the word splitter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Lower,
    Upper,
    Digit,
    /// `_ - . : [ ]`, space, everything else that is no ASCII letter or digit.
    Between,
}

impl Class {
    const fn of(byte: u8) -> Self {
        match byte {
            b'a'..=b'z' => Self::Lower,
            b'A'..=b'Z' => Self::Upper,
            b'0'..=b'9' => Self::Digit,
            _ => Self::Between,
        }
    }
}

/// Where a letter stands in its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Inside,
    Begins,
    /// The last of several capitals: it begins a word (`APIKey`), or is the last of an acronym in plural (`JWTs`).
    LastCapital,
}

/// Calls `letter(byte, place)` for each letter and digit of `name`, folded to lower case.
///
/// Words begin after a separator, at a hump (`userToken`, `APIKey`) and after a digit (`oauth2token`).
pub(super) fn each_letter(name: &[u8], mut letter: impl FnMut(u8, Place)) {
    let mut before = Class::Between;
    for (at, &byte) in name.iter().enumerate() {
        let class = Class::of(byte);
        let place = match (before, class) {
            (_, Class::Between) => {
                before = class;
                continue;
            }
            (Class::Between, _) | (Class::Lower | Class::Digit, Class::Upper) | (Class::Digit, Class::Lower) => {
                Place::Begins
            }
            (Class::Upper, Class::Upper) if matches!(name.get(at + 1), Some(next) if next.is_ascii_lowercase()) => {
                Place::LastCapital
            }
            _ => Place::Inside,
        };
        letter(byte.to_ascii_lowercase(), place);
        before = class;
    }
}

/// Calls `word` with each word of `name`, in lower case.
pub(crate) fn each_word(name: &str, mut word: impl FnMut(&str)) {
    let mut letters = String::new();
    each_letter(name.as_bytes(), |byte, place| {
        if place != Place::Inside && !letters.is_empty() {
            word(&letters);
            letters.clear();
        }
        letters.push(char::from(byte));
    });
    if !letters.is_empty() {
        word(&letters);
    }
}

/// The joined form of a name: `X-Api-Key` is `xapikey`.
pub(super) fn joined(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    each_letter(name.as_bytes(), |byte, _| out.push(char::from(byte)));
    out
}

/// Whether `joined` is the joined form of `name`.
pub(crate) fn joined_is(name: &str, joined: &str) -> bool {
    let mut expected = joined.bytes();
    let mut same = true;
    each_letter(name.as_bytes(), |byte, _| same &= expected.next() == Some(byte));
    same && expected.next().is_none()
}

/// Whether `joined` is the joined form of `name`, which has `letters` letters and digits.
pub(super) fn is_joined(name: &[u8], letters: usize, joined: &str) -> bool {
    if letters != joined.len() {
        return false;
    }
    let mut expected = joined.bytes();
    let mut same = true;
    each_letter(name, |byte, _| same &= expected.next() == Some(byte));
    same
}

#[cfg(test)]
mod tests {
    use super::{Place, each_letter, each_word, joined};

    fn words(name: &str) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        each_word(name, |word| words.push(word.to_owned()));
        words
    }

    #[test]
    fn splits_at_separators_humps_and_digits() {
        for (name, expected) in [
            ("X-Api-Key", vec!["x", "api", "key"]),
            ("userToken", vec!["user", "token"]),
            ("APIKey", vec!["api", "key"]),
            ("oauth2token", vec!["oauth2", "token"]),
            ("OAuthToken", vec!["o", "auth", "token"]),
            ("user[token]", vec!["user", "token"]),
            ("db.pass:word name", vec!["db", "pass", "word", "name"]),
            ("TOKEN", vec!["token"]),
            ("clé_token", vec!["cl", "token"]),
            ("", vec![]),
            ("--", vec![]),
        ] {
            assert_eq!(words(name), expected, "{name}");
        }
    }

    #[test]
    fn says_which_capital_is_the_last_of_several() {
        for (name, last) in [("JWTs", "t"), ("APIKey", "k"), ("userSSNsOf", "n"), ("TOKEN", ""), ("userToken", "")] {
            let mut found = String::new();
            each_letter(name.as_bytes(), |byte, place| {
                if place == Place::LastCapital {
                    found.push(char::from(byte));
                }
            });
            assert_eq!(found, last, "{name}");
        }
    }

    #[test]
    fn joins_what_it_splits() {
        assert_eq!(joined("X-Amz.Security_Token"), "xamzsecuritytoken");
        assert_eq!(joined("…"), "");
    }
}
