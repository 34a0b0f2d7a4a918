use super::card_start::CardStarts;
use super::iban_start::iban_start;

/// Bytes looked at together: a comparison for each, without a branch, so that the compiler can use wide registers.
pub(super) const BLOCK: usize = 32;

/// A block, and what a number that begins in it needs of the next.
const REACH: usize = BLOCK + 2;

/// The shortest card number.
const SHORTEST_CARD: usize = 13;

/// The stop at what may be a number that is worth hiding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scan) enum Number {
    Card,
    Iban,
}

/// The next place where a card number or an account number may begin.
///
/// Two tests decide for a block of bytes whether it is worth a closer look: an account number begins with a letter before
/// a digit, and a card number has so many digits in its block and the next.
pub(in crate::scan) fn next_number(bytes: &[u8], from: usize) -> Option<(usize, Number)> {
    let mut cards = CardStarts::from(from);
    let mut at = from;
    let mut block = Block::at(bytes, at);
    while at < bytes.len() {
        let next = Block::at(bytes, at + BLOCK);
        let end = at + BLOCK;
        // The two digits that the block's test begins behind may be the card's first.
        if block.digits + next.digits + 2 >= SHORTEST_CARD {
            cards.read_to(bytes, at, end);
        }
        let card = cards.next().filter(|card| *card < end);
        let iban = if block.has_pair { iban_start(bytes, at) } else { None };
        match (iban, card) {
            (Some(iban), Some(card)) if card < iban => return Some((card, Number::Card)),
            (Some(iban), _) => return Some((iban, Number::Iban)),
            (None, Some(card)) => return Some((card, Number::Card)),
            (None, None) => {}
        }
        block = next;
        at = end;
    }
    None
}

/// What the quick tests say about a block.
#[derive(Clone, Copy, Default)]
struct Block {
    has_pair: bool,
    digits: usize,
}

impl Block {
    fn at(bytes: &[u8], at: usize) -> Self {
        let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) else {
            return Self::default();
        };
        // The last block begins earlier than it should: bytes looked at twice can only make it look more interesting.
        match rest.first_chunk().or_else(|| bytes.last_chunk()) {
            Some(block) => Self::of(block),
            None => Self { has_pair: true, digits: BLOCK },
        }
    }

    #[inline]
    fn of(bytes: &[u8; REACH]) -> Self {
        let mut pairs = 0;
        let mut digits = 0;
        for i in 0..BLOCK {
            let digit = u8::from(is_digit(bytes[i + 2]));
            pairs |= u8::from(is_letter(bytes[i + 1])) & digit;
            digits += digit;
        }
        Self { has_pair: pairs != 0, digits: usize::from(digits) }
    }
}

#[inline]
pub(super) fn is_letter(byte: u8) -> bool {
    (byte | 0x20).wrapping_sub(b'a') < 26
}

#[inline]
pub(super) fn is_digit(byte: u8) -> bool {
    byte.wrapping_sub(b'0') < 10
}

#[cfg(test)]
mod tests {
    use super::{Number, next_number};

    fn stops(text: &str) -> Vec<(usize, Number)> {
        let mut stops = Vec::new();
        let mut from = 0;
        while let Some((at, number)) = next_number(text.as_bytes(), from) {
            stops.push((at, number));
            from = at + 1;
        }
        stops
    }

    #[test]
    fn finds_numbers_wherever_they_stand() {
        for before in 0..80 {
            for after in [0, 1, 40] {
                let (before, after) = ("x".repeat(before), "y".repeat(after));
                for card in ["4222222222222", "4111 2111 3111 4111", "3711-222222-33333", "6011.1111.1111.1111.123"] {
                    // The neighbours of the digits are none.
                    for sign in ['.', '/', ':'] {
                        let text = format!("{before}{sign}{card}{after}");
                        assert_eq!(stops(&text).first(), Some(&(before.len() + 1, Number::Card)), "{text}");
                    }
                }
                for sign in [".", "\\n", "%20", "\u{1b}[31m"] {
                    for iban in ["DE89 3704", "de89 3704"] {
                        let text = format!("{before}{sign}{iban}{after}");
                        let at = before.len() + sign.len();
                        assert!(stops(&text).contains(&(at, Number::Iban)), "{text:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn stops_at_all_of_them_in_order() {
        let text = "4111 2111 3111 4111 GB29 NWBK 6016 1331 9268 19, 5222222222222";
        assert_eq!(
            stops(text),
            [(0, Number::Card), (5, Number::Card), (20, Number::Iban), (30, Number::Card), (49, Number::Card)]
        );
    }

    #[test]
    fn passes_over_other_numbers() {
        for text in [
            "",
            "7",
            "at 12:30 of 2026, with 17 of them",
            "018f2b6e-7c1a-7d3e-9b55-0242ac120002",
            "2026-11-22T03:15:00.123456Z",
            "1234567890123",
            "A4 and B12 of AB",
        ] {
            assert_eq!(stops(text), [], "{text}");
        }
    }
}
