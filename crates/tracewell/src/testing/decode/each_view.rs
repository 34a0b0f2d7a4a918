use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher, RandomState};

use super::{Decoded, View, decode_form, decode_percent, unescape};
use crate::testing::Form;

/// How many encodings may lie around each other.
const MOST_DEPTH: usize = 3;

/// `None` where there is nothing to decode.
type Decode = fn(&[u8]) -> Option<Decoded>;

const DECODERS: [(Form, Decode); 3] =
    [(Form::Percent, decode_percent), (Form::FormEncoded, decode_form), (Form::Escaped, unescape)];

/// Hands each way of reading `captured` to `look`, those with fewer encodings taken off first.
pub(in crate::testing) fn each_view(captured: &[u8], mut look: impl FnMut(&View<'_>)) {
    let hasher = RandomState::new();
    let mut seen = HashSet::from([hasher.hash_one(captured)]);
    let mut waiting = VecDeque::from([View::of(captured)]);
    while let Some(view) = waiting.pop_front() {
        look(&view);
        if view.depth() == MOST_DEPTH {
            continue;
        }
        for (form, decode) in DECODERS {
            if let Some(decoded) = decode(&view.bytes)
                && seen.insert(hasher.hash_one(&decoded.bytes))
            {
                waiting.push_back(view.decoded(form, decoded));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readings(text: &str) -> Vec<String> {
        let mut readings = Vec::new();
        each_view(text.as_bytes(), |view| readings.push(String::from_utf8_lossy(&view.bytes).into_owned()));
        readings
    }

    #[test]
    fn plain_text_is_read_once() {
        assert_eq!(readings("nothing here"), ["nothing here"]);
    }

    #[test]
    fn encodings_come_off_in_any_order() {
        assert_eq!(readings(r"a%5Cu0062"), [r"a%5Cu0062", r"a\u0062", "ab"]);
        assert_eq!(readings(r"a\u002562"), [r"a\u002562", "a%62", "ab"]);
        assert_eq!(readings("a+%62"), ["a+%62", "a+b", "a b"]);
    }

    #[test]
    fn origins_lead_back_through_all_of_them() {
        let captured = r"x%5Cu0062y".as_bytes();
        each_view(captured, |view| {
            let last = view.bytes.len() - 1;
            assert_eq!((view.origin(0), view.origin(last)), (0, captured.len() - 1));
        });
    }
}
