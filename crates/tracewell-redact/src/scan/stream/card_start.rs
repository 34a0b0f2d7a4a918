use super::number::is_digit;

/// Where card numbers may begin, found ahead for more bytes than a block.
pub(super) struct CardStarts {
    /// What is before was read already.
    from: usize,
    next: Option<usize>,
}

impl CardStarts {
    /// What a start needs to be told: the bytes up to its seventeenth.
    const REACH: usize = 17;

    pub(super) fn from(from: usize) -> Self {
        Self { from, next: None }
    }

    pub(super) fn next(&self) -> Option<usize> {
        self.next
    }

    /// Looks for the next start at or behind `at`, up to `end` at least.
    pub(super) fn read_to(&mut self, bytes: &[u8], at: usize, end: usize) {
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
        if is_issuer(bytes[start]) {
            return Some(start);
        }
        starts &= starts - 1;
    }
    None
}

/// Whether a card number may begin with the digit.
#[inline]
pub(in crate::scan) fn is_issuer(digit: u8) -> bool {
    matches!(digit, b'2'..=b'6')
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
    #[test]
    fn tells_digits_from_all_other_bytes() {
        for byte in 0..=u8::MAX {
            let mut bytes = [b'x'; 64];
            bytes[17] = byte;
            assert_eq!(super::digit_bits(&bytes), u64::from(byte.is_ascii_digit()) << 17, "{byte}");
        }
    }
}
