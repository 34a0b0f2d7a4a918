use super::name::{MOST_BLANKS, MOST_CLOSERS, is_name, is_second_word};
use crate::name::{Sensitivity, ascii_at_end};
use crate::scan::text::{invisible_end, is_quote, is_space, unseen_start};

/// The longest name that is read, and the word before it.
const LONGEST: usize = 128;

/// The longest number that may stand before the name in a tuple.
pub(super) const LONGEST_NUMBER: usize = 20;

/// The longest prefix of a quoted string, but for its first letter, and the quote.
const LONGEST_PREFIX: usize = 3;

/// Whether the separator at `at` may belong to a pair: a filter that rejects most separators within a few bytes, and never
/// one that [`separator`](super::separator) would find something at.
pub(in crate::scan) fn may_be_pair(bytes: &[u8], at: usize, names: &Sensitivity) -> bool {
    let mut end = at;
    let mut blanks = 0;
    let mut closers = 0;
    let mut quote = None;
    let mut unseen = false;
    if bytes[..at].ends_with(b")") && bytes[at] == b'=' {
        return bytes[at..].starts_with(b"=(");
    }
    let mut before = || {
        while let Some(byte) = end.checked_sub(1).and_then(|at| bytes.get(at)) {
            match byte {
                b' ' | b'\t' if closers == 0 && blanks < MOST_BLANKS => blanks += 1,
                b':' if end == at => {}
                b'\\' | b']' | b'*' | b'>' => closers += 1,
                b')' if bytes[at] != b'=' => closers += 1,
                byte if is_quote(*byte) => {
                    closers += 1;
                    quote = Some(*byte);
                }
                b'm' | 0x80.. if closers == 0 && unseen_start(&bytes[..end]).is_some() => {
                    unseen = true;
                    return None;
                }
                _ => return Some(*byte),
            }
            if closers > MOST_CLOSERS {
                return None;
            }
            end -= 1;
        }
        None
    };
    let last = before();
    if unseen {
        return true;
    }
    match last {
        // Times and ports: a number alone is no name.
        Some(b'0'..=b'9') if quote.is_none() && is_number(bytes, end) => false,
        // A letter of full width.
        Some(0x80..) if ascii_at_end(&bytes[..end]).is_some() => true,
        // A sign between two closers: the name is before both.
        Some(0x80..) if closers > 0 => true,
        Some(byte) if is_name(byte) || quote.is_some() => may_be_name(bytes, end, quote, names),
        _ => false,
    }
}

/// Whether the digits before `end` stand behind no part of a name.
fn is_number(bytes: &[u8], end: usize) -> bool {
    bytes[end.saturating_sub(LONGEST)..end]
        .iter()
        .rev()
        .find(|byte| !byte.is_ascii_digit())
        .is_some_and(|byte| !is_name(*byte) && *byte != b']')
}

fn may_be_name(bytes: &[u8], end: usize, quote: Option<u8>, names: &Sensitivity) -> bool {
    let mut reading = names.trigrams().read();
    let floor = end.saturating_sub(LONGEST);
    let mut words = bytes[floor..end].iter().rev();
    while let Some(&byte) = words.next() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => reading.letter(byte),
            b'%' | b'?' | b'&' => return true,
            b']' => {}
            byte if is_name(byte) => {}
            0x80.. if ascii_at_end(&bytes[..=floor + words.len()]).is_some() => return true,
            byte if quote.is_some_and(|quote| quote != byte) => {}
            // Two words may be a name together: "card number".
            b' ' if quote.is_none() => {
                let name = &bytes[floor + words.len() + 1..end];
                return is_second_word(name) && words.next().is_some_and(|byte| !is_space(*byte));
            }
            // The name may stand before the brackets.
            b'(' | b'"' | b'\'' | b'`' => {
                let before = &bytes[..floor + words.len()];
                return reading.may_hit() || may_have_group(before, byte == b'(', names);
            }
            0x80.. if quote.is_none() && invisible_end(&bytes[..=floor + words.len()]).is_some() => return true,
            b';' => return reading.may_hit() || bytes[..floor + words.len()].ends_with(b"&amp"),
            _ => break,
        }
        if reading.may_hit() {
            return true;
        }
    }
    reading.may_hit()
}

/// Whether a name stands before the bracket that `before` ends with, or that was behind it.
fn may_have_group(before: &[u8], is_round: bool, names: &Sensitivity) -> bool {
    let before = match before.strip_suffix(b"[") {
        Some(before) => before,
        None if is_round => before.trim_ascii_end(),
        None => return false,
    };
    let mut reading = names.trigrams().read();
    let name = before.iter().rev().take(LONGEST).take_while(|byte| is_name(**byte) || matches!(**byte, b']' | 0x80..));
    for byte in name {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => reading.letter(*byte),
            b'%' | 0x80.. => return true,
            _ => {}
        }
    }
    reading.may_hit()
}

/// Whether the bracket at `at` may open a tuple of two strings.
pub(in crate::scan) fn may_be_tuple(bytes: &[u8], at: usize) -> bool {
    let mut rest = bytes[at + 1..].iter().skip_while(|byte| is_space(**byte));
    match rest.next() {
        Some(b'"' | b'\\' | b'\'') => true,
        Some(b'0'..=b'9') => rest.take(LONGEST_NUMBER).find(|byte| !byte.is_ascii_digit()) == Some(&b','),
        Some(byte) if byte.is_ascii_alphabetic() => rest.take(LONGEST_PREFIX).any(|byte| is_quote(*byte)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{may_be_pair, may_be_tuple};
    use crate::name::Sensitivity;
    use crate::scan::found::Verdict;
    use crate::scan::pair::{separator, tuple};
    use crate::scan::text::Text;

    fn piece() -> impl Strategy<Value = String> {
        let fixed = proptest::sample::select(vec![
            " ",
            "\t",
            "=",
            ":",
            "(",
            "\"",
            "'",
            "`",
            "\\",
            "]",
            "[",
            "_",
            "-",
            ".",
            "%",
            "%5F",
            "?",
            "&",
            "$",
            "a",
            "x9",
            "é",
            "key",
            "To",
            "ken",
            "pass",
            "word",
            "card",
            "number",
            "badge",
            "no",
            "ip",
            "id",
            "tax",
            "code",
            "string",
            "connection",
            "Secret",
            "device",
            "[REDACTED]",
            "::",
            "://",
            "SSN",
            "s",
            ":=",
            "\n",
            "\u{a0}",
            "\u{200b}",
            "\u{1b}[0m",
            "\\u{1b}[1m",
            ")=(",
            ")",
            "*",
            ">",
            "\u{2009}",
            "1, ",
            "b",
            "Some(",
            " (new)",
            "['x']",
            "\u{ad}",
            "ｔｏ",
            "ｋｅｎ",
            "ｐａｓｓ",
            "＿",
            "\u{202e}",
            "[0]",
        ]);
        prop_oneof![8 => fixed.prop_map(str::to_owned), 1 => "\\PC{0,6}", 1 => "[a-zA-Z]{1,12}"]
    }

    #[test]
    fn what_stands_between_a_group_and_its_separator_hides_no_name() {
        let (text, names) = ("Secret['x']\u{a1}]=a", Sensitivity::default());
        let at = text.find('=').unwrap();
        assert!(matches!(separator(Text::new(text.as_bytes(), false), at, &names), Verdict::Found(_)));
        assert!(may_be_pair(text.as_bytes(), at, &names));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2048, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn rejects_nothing_that_is_a_pair(pieces in prop::collection::vec(piece(), 0..12), value in "[a-z0-9]{1,4}", short in any::<bool>()) {
            let mut names = Sensitivity::default();
            names.add("badge_no");
            if short {
                names.add("ip");
            }
            let text = pieces.concat() + &value;
            let bytes = text.as_bytes();
            for (at, byte) in bytes.iter().enumerate() {
                let text = Text::new(bytes, false);
                match byte {
                    b'=' | b':' => if matches!(separator(text, at, &names), Verdict::Found(_)) {
                        prop_assert!(may_be_pair(bytes, at, &names), "at {at} of {:?}", bytes);
                    },
                    b'(' => if matches!(tuple(text, at, &names), Verdict::Found(_)) {
                        prop_assert!(may_be_tuple(bytes, at));
                    },
                    _ => {}
                }
            }
        }
    }
}
