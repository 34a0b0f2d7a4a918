/// Bytes looked at together: a comparison for each, without a branch, so that the compiler can use wide registers.
const BLOCK: usize = 32;

/// A block, and what a number that begins in it needs of the next.
const REACH: usize = BLOCK + 2;

/// The shortest card number.
const SHORTEST_CARD: usize = 13;

/// The longest card number, with four separators.
const LONGEST_CARD: usize = 23;

/// The stop at what may be a number that is worth hiding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scan) enum Number {
    Card,
    Iban,
}

/// The next place where a card number or an account number may begin.
///
/// Two tests decide for a block of bytes whether it is worth a closer look: an account number begins with a capital
/// letter before a digit, and a card number has so many digits in its block and the next.
pub(in crate::scan) fn next_number(bytes: &[u8], from: usize) -> Option<(usize, Number)> {
    let mut at = from;
    let mut block = Block::at(bytes, at);
    while at < bytes.len() {
        let next = Block::at(bytes, at + BLOCK);
        let end = at + BLOCK;
        let iban = if block.has_pair { iban_start(bytes, at, end) } else { None };
        // The two digits that the block's test begins behind may be the card's first.
        let card = if block.digits + next.digits + 2 >= SHORTEST_CARD { card_start(bytes, at, end) } else { None };
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
        match rest.first_chunk() {
            Some(whole) => Self::of(whole),
            None => {
                let mut padded = [0; REACH];
                padded[..rest.len()].copy_from_slice(rest);
                Self::of(&padded)
            }
        }
    }

    #[inline]
    fn of(bytes: &[u8; REACH]) -> Self {
        let mut pairs = 0;
        let mut digits = 0;
        for i in 0..BLOCK {
            let digit = u8::from(is_digit(bytes[i + 2]));
            pairs |= u8::from(is_capital(bytes[i + 1])) & digit;
            digits += digit;
        }
        Self { has_pair: pairs != 0, digits: usize::from(digits) }
    }
}

#[inline]
fn is_capital(byte: u8) -> bool {
    byte.wrapping_sub(b'A') < 26
}

#[inline]
fn is_digit(byte: u8) -> bool {
    byte.wrapping_sub(b'0') < 10
}

/// The first of `from..to` where two capital letters stand before two digits.
fn iban_start(bytes: &[u8], from: usize, to: usize) -> Option<usize> {
    bytes
        .get(from..bytes.len().min(to + 3))?
        .windows(4)
        .position(|window| is_capital(window[0]) && is_capital(window[1]) && is_digit(window[2]) && is_digit(window[3]))
        .map(|at| from + at)
}

/// The first of `from..to` where a number begins as cards do.
fn card_start(bytes: &[u8], from: usize, to: usize) -> Option<usize> {
    let reach = bytes.get(from..bytes.len().min(to + LONGEST_CARD))?;
    if !has_stretch(reach) {
        return None;
    }
    let mut at = from;
    while at < to {
        at += bytes.get(at..)?.iter().position(|byte| is_digit(*byte))?;
        let rest = &bytes[at..];
        let len = rest.iter().take(SHORTEST_CARD).take_while(|byte| is_digit(**byte)).count();
        let is_start = at == 0 || !is_digit(bytes[at - 1]);
        let is_long = len == SHORTEST_CARD || len == 4 && begins_group(&rest[len..]);
        if at < to && is_start && is_long && matches!(rest[0], b'2'..=b'6') {
            return Some(at);
        }
        at += rest.iter().take_while(|byte| is_digit(**byte)).count();
    }
    None
}

/// Whether the bytes hold a stretch that is long enough for a card number, without anything that stands in none.
///
/// Cards consist of bytes below 0x40: digits, blanks, dashes, dots. Any thirteen of them hold two words of four bytes that
/// begin at a multiple of four, one behind the other.
fn has_stretch(bytes: &[u8]) -> bool {
    let is_clear = |word: &[u8; 4]| u32::from_le_bytes(*word) & 0xc0c0_c0c0 == 0;
    let (words, _) = bytes.as_chunks();
    words.windows(2).any(|pair| is_clear(&pair[0]) && is_clear(&pair[1]))
}

/// Whether a separator and another group of digits follow.
fn begins_group(bytes: &[u8]) -> bool {
    matches!(bytes, [separator, group @ ..]
        if !separator.is_ascii_alphanumeric() && group.len() >= 4 && group[..4].iter().all(u8::is_ascii_digit))
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
                    let text = format!("{before}.{card}{after}");
                    assert_eq!(stops(&text).first(), Some(&(before.len() + 1, Number::Card)), "{text}");
                }
                let text = format!("{before}.DE89 3704{after}");
                assert_eq!(stops(&text), [(before.len() + 1, Number::Iban)], "{text}");
            }
        }
    }

    #[test]
    fn stops_at_all_of_them_in_order() {
        let text = "4111 2111 3111 4111 GB29 NWBK 6016 1331 9268 19, 5222222222222";
        assert_eq!(
            stops(text),
            [
                (0, Number::Card),
                (5, Number::Card),
                (10, Number::Card),
                (20, Number::Iban),
                (30, Number::Card),
                (49, Number::Card)
            ]
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
