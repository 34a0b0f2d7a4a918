/// Bytes looked at together: a comparison for each, without a branch, so that the compiler can use wide registers.
const BLOCK: usize = 32;

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
    let mut cards = CardStarts { from, next: None };
    let mut at = from;
    let mut block = Block::at(bytes, at);
    while at < bytes.len() {
        let next = Block::at(bytes, at + BLOCK);
        let end = at + BLOCK;
        // The two digits that the block's test begins behind may be the card's first.
        if block.digits + next.digits + 2 >= SHORTEST_CARD {
            cards.read_to(bytes, at, end);
        }
        let card = cards.next.filter(|card| *card < end);
        let iban = if block.has_pair { iban_start(bytes, at, end) } else { None };
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
fn is_letter(byte: u8) -> bool {
    (byte | 0x20).wrapping_sub(b'a') < 26
}

#[inline]
fn is_digit(byte: u8) -> bool {
    byte.wrapping_sub(b'0') < 10
}

/// What tells whether a word begins in front of an account number.
const BEFORE: usize = 3;

/// The letters and digits that an account number begins with.
const IBAN_REACH: usize = BEFORE + 4;

/// The first of `from..to` where a word begins with two letters before two digits.
fn iban_start(bytes: &[u8], from: usize, to: usize) -> Option<usize> {
    let block = from.checked_sub(BEFORE).and_then(|from| bytes.get(from..)).and_then(|rest| rest.first_chunk());
    if block.is_some_and(|block| !any_iban(block)) {
        return None;
    }
    (from..to.min(bytes.len())).find(|at| around(bytes, *at).is_some_and(|bytes| may_be_iban(&bytes) != 0))
}

/// The bytes before and behind `at`; NUL where the text has not begun.
fn around(bytes: &[u8], at: usize) -> Option<[u8; IBAN_REACH]> {
    if let Some(start) = at.checked_sub(BEFORE) {
        return bytes[start..].first_chunk().copied();
    }
    let mut around = [0; IBAN_REACH];
    around[BEFORE - at..].copy_from_slice(bytes.get(..at + IBAN_REACH - BEFORE)?);
    Some(around)
}

fn any_iban(block: &[u8; BLOCK + IBAN_REACH - 1]) -> bool {
    let mut any = 0;
    for i in 0..BLOCK {
        let start = [block[i], block[i + 1], block[i + 2], block[i + 3], block[i + 4], block[i + 5], block[i + 6]];
        any |= may_be_iban(&start);
    }
    any != 0
}

/// Whether a word may begin behind three bytes, with two letters before two digits; without a branch.
///
/// What stands before is no letter or digit, or the end of an escape: `\n`, a terminal colour, `%20`.
#[inline]
fn may_be_iban(bytes: &[u8; IBAN_REACH]) -> u8 {
    let [percent, _, last, rest @ ..] = bytes;
    let begins = u8::from(!is_letter(*last)) & u8::from(!is_digit(*last))
        | u8::from(*percent == b'%')
        | u8::from(*last == b'n')
        | u8::from(*last == b'r')
        | u8::from(*last == b't')
        | u8::from(*last == b'0')
        | u8::from(*last == b'm');
    begins
        & u8::from(is_letter(rest[0]))
        & u8::from(is_letter(rest[1]))
        & u8::from(is_digit(rest[2]))
        & u8::from(is_digit(rest[3]))
}

/// Where card numbers may begin, found ahead for more bytes than a block.
struct CardStarts {
    /// What is before was read already.
    from: usize,
    next: Option<usize>,
}

impl CardStarts {
    /// What a start needs to be told: the bytes up to its seventeenth.
    const REACH: usize = 17;

    /// Looks for the next start at or behind `at`, up to `end` at least.
    fn read_to(&mut self, bytes: &[u8], at: usize, end: usize) {
        self.from = self.from.max(at);
        while self.next.is_none_or(|next| next < at) && self.from < end.min(bytes.len()) {
            self.next = card_start(bytes, self.from);
            self.from += u64::BITS as usize - Self::REACH + 1;
        }
    }
}

/// The first place from `at` on, in the next 48 bytes, where a card number may begin.
///
/// The groups that cards print have at least four digits each: so every card number, grouped or not, has four digits at its
/// start, four after five, and one after ten; with separators of two or three bytes accordingly later.
fn card_start(bytes: &[u8], at: usize) -> Option<usize> {
    let digits = digits_at(bytes, at);
    let fours = digits & digits >> 1 & digits >> 2 & digits >> 3;
    let behind_digit = digits << 1 | u64::from(at > 0 && is_digit(bytes[at - 1]));
    let groups = fours >> 5 & digits >> 10 | fours >> 6 & digits >> 14 | fours >> 7 & digits >> 16;
    let mut starts = fours & groups & !behind_digit;
    while starts != 0 {
        let start = at + starts.trailing_zeros() as usize;
        if matches!(bytes[start], b'2'..=b'6') {
            return Some(start);
        }
        starts &= starts - 1;
    }
    None
}

/// A bit for each of the 64 bytes from `at` on that is a digit.
fn digits_at(bytes: &[u8], at: usize) -> u64 {
    const WIDTH: usize = u64::BITS as usize;
    let rest = &bytes[at..];
    if let Some(whole) = rest.first_chunk() {
        digit_bits(whole)
    } else if let Some(last) = bytes.last_chunk() {
        digit_bits(last) >> (WIDTH - rest.len())
    } else {
        let mut padded = [0; WIDTH];
        padded[..rest.len()].copy_from_slice(rest);
        digit_bits(&padded)
    }
}

/// A bit for each byte that is a digit.
fn digit_bits(bytes: &[u8; u64::BITS as usize]) -> u64 {
    const LOW: u64 = 0x0101_0101_0101_0101;
    let (words, _) = bytes.as_chunks();
    words.iter().rev().fold(0, |bits, word| {
        let word = u64::from_le_bytes(*word);
        // A digit is 0x30 to 0x39: without 0x30 it is below ten, and ten less is what the top bit tells.
        let value = word ^ (LOW * 0x30);
        let other = ((value & (LOW * 0x7f)) + LOW * 0x76) | value;
        let digits = !other & (LOW * 0x80);
        // Gathers the eight top bits in one byte.
        bits << 8 | (digits >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
    })
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
    fn tells_digits_from_all_other_bytes() {
        for byte in 0..=u8::MAX {
            let mut bytes = [b'x'; 64];
            bytes[17] = byte;
            assert_eq!(super::digit_bits(&bytes), u64::from(byte.is_ascii_digit()) << 17, "{byte}");
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
