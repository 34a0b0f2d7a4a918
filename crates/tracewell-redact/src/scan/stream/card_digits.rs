/// A card number has at least this many characters, separators left out.
const SHORTEST: usize = 13;

/// The next digit with no digit before it, in a stretch that is long enough for a card number; in a decoded text, where
/// other bytes may stand for blanks, in any stretch.
///
/// A card number consists of bytes from 0x20 to 0x3f: digits, spaces, dashes, dots. Any thirteen of them in a row hold
/// an eight-byte window that starts at a multiple of four, so looking at those windows misses none.
pub(in crate::scan) fn next_card_digits(bytes: &[u8], from: usize, decoded: bool) -> Option<usize> {
    let mut at = from;
    loop {
        let window = if decoded { at } else { next_window(bytes, at)? };
        let mut digit = window.saturating_sub(3).max(from);
        while let Some(byte) = bytes.get(digit) {
            if byte.is_ascii_digit() {
                if digit == 0 || !bytes[digit - 1].is_ascii_digit() {
                    return Some(digit);
                }
            } else if !decoded && digit >= window && !is_of_class(*byte) {
                break;
            }
            digit += 1;
        }
        if decoded {
            return None;
        }
        at = digit;
    }
}

fn is_of_class(byte: u8) -> bool {
    byte & 0xe0 == 0x20
}

fn next_window(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    if rest.len() < SHORTEST {
        return None;
    }
    let mut at = 0;
    let mut windows = rest.chunks_exact(4);
    let mut low = word(windows.next()?);
    for chunk in windows {
        let high = word(chunk);
        if (low & high) & 0xe0e0_e0e0 == 0x2020_2020 && (low | high) & 0xc0c0_c0c0 == 0 {
            return Some(from + at);
        }
        low = high;
        at += 4;
    }
    None
}

fn word(chunk: &[u8]) -> u32 {
    chunk.try_into().map_or(0, u32::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::next_card_digits;

    #[test]
    fn stops_at_every_number_of_a_long_stretch() {
        let text = b"id 4111 1111 1111 1111, 12";
        let mut stops = Vec::new();
        let mut from = 0;
        while let Some(at) = next_card_digits(text, from, false) {
            stops.push(at);
            from = at + 1;
        }
        // What is left behind the last one is too short for a card.
        assert_eq!(stops, [3, 8, 13]);
    }

    #[test]
    fn finds_thirteen_digits_wherever_they_stand() {
        for before in 0..20 {
            let text = format!("{}4222222222222", "x".repeat(before));
            assert_eq!(next_card_digits(text.as_bytes(), 0, false), Some(before), "{text}");
        }
    }

    #[test]
    fn passes_over_short_numbers() {
        assert_eq!(next_card_digits(b"at 12:30 of 2026, with 17 of them, and 1234567", 0, false), None);
        assert_eq!(next_card_digits(b"", 0, false), None);
    }
}
