use std::fmt;

/// One bit for each sequence of three letters.
const BITS: usize = 1 << 15;

/// Letters from the most to the least frequent in English words.
const BY_FREQUENCY: &[u8; 26] = b"etaoinsrhldcumfpgwybvkxjqz";

/// A quick filter for names: sequences of three letters, of which every sensitive name has at least one.
///
/// A name without any of them is harmless, and that is found by one look-up a letter. A name with one may be anything.
#[derive(Clone)]
pub(crate) struct Trigrams {
    bits: Box<[u64; BITS / 64]>,
    /// A name of fewer than three letters is sensitive, so that the filter can tell nothing.
    useless: bool,
}

impl Trigrams {
    pub(super) fn new() -> Self {
        Self { bits: Box::new([0; BITS / 64]), useless: false }
    }

    /// Makes names that contain `word` pass. Takes its rarest sequence, unless it has one of the set already.
    pub(super) fn add(&mut self, word: &str) {
        let letters: Vec<u8> =
            word.bytes().filter(u8::is_ascii_alphabetic).map(|byte| byte.to_ascii_lowercase()).collect();
        let windows = || letters.windows(3);
        if windows().any(|window| self.has(index(window))) {
            return;
        }
        match windows().max_by_key(|window| window.iter().map(|letter| rareness(*letter)).sum::<usize>()) {
            Some(window) => {
                let index = index(window);
                self.bits[index / 64] |= 1 << (index % 64);
            }
            None => self.useless = true,
        }
    }

    #[inline]
    fn has(&self, index: usize) -> bool {
        self.bits[(index % BITS) / 64] & (1 << (index % 64)) != 0
    }

    /// Starts reading a name from its end.
    pub(crate) fn read(&self) -> Reading<'_> {
        Reading { set: self, index: 0, passed: self.useless }
    }
}

impl fmt::Debug for Trigrams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trigrams").finish_non_exhaustive()
    }
}

fn index(window: &[u8]) -> usize {
    window.iter().fold(0, |index, letter| index << 5 | usize::from(letter & 0x1f))
}

fn rareness(letter: u8) -> usize {
    BY_FREQUENCY.iter().position(|other| *other == letter).unwrap_or(0)
}

/// A name that is being read backwards.
pub(crate) struct Reading<'t> {
    set: &'t Trigrams,
    index: usize,
    passed: bool,
}

impl Reading<'_> {
    /// Takes the letter before the last one, in any case; other bytes are to be left out.
    #[inline]
    pub(crate) fn letter(&mut self, letter: u8) {
        self.index = usize::from(letter & 0x1f) << 10 | self.index >> 5;
        // Before the third letter a part of the index is zero, as that of no sequence is.
        self.passed |= self.set.has(self.index);
    }

    /// Whether the name may be sensitive.
    #[inline]
    pub(crate) fn may_hit(&self) -> bool {
        self.passed
    }
}

#[cfg(test)]
mod tests {
    use super::Trigrams;

    fn may_hit(set: &Trigrams, name: &str) -> bool {
        let mut reading = set.read();
        for byte in name.bytes().rev().filter(u8::is_ascii_alphabetic) {
            reading.letter(byte);
        }
        reading.may_hit()
    }

    #[test]
    fn passes_every_name_that_contains_a_word_of_the_set() {
        let mut set = Trigrams::new();
        set.add("token");
        set.add("pin");
        for name in ["token", "USER_TOKEN", "t-o-k-e-n", "pin", "pin_2", "spinning"] {
            assert!(may_hit(&set, name), "{name}");
        }
        for name in ["", "to", "status", "duration_ms"] {
            assert!(!may_hit(&set, name), "{name}");
        }
    }

    #[test]
    fn lets_everything_pass_for_a_name_that_is_too_short() {
        let mut set = Trigrams::new();
        set.add("ip2");
        assert!(may_hit(&set, "status"));
    }
}
