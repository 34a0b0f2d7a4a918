use std::cell::RefCell;

/// Texts that are kept, a power of two. Each has two places.
const SLOTS: usize = 64;
/// Bytes of the longest text that is kept.
const LONGEST: usize = 111;

/// Places for the marks of texts that were noted once, a power of two.
const MARKS: usize = 128;

thread_local! {
    static KNOWN: RefCell<KnownTexts> = const { RefCell::new(KnownTexts::new()) };
}

/// Whether this very text was scanned lately by the rules of this number, on this thread, and held no secret. Most of what
/// a service logs is said again and again, and to compare it costs a fraction of a scan.
#[inline]
pub(super) fn is_known(rules: u64, text: &str) -> bool {
    text.len() <= LONGEST
        && KNOWN.try_with(|known| known.try_borrow().is_ok_and(|known| known.contains(rules, text))).unwrap_or_default()
}

/// Notes a text in which nothing was found by the rules of this number. It is kept when it is noted again: to keep one that
/// is never said again is wasted.
pub(super) fn note(rules: u64, text: &str) {
    if text.len() <= LONGEST {
        // At the end of a thread there is no place for it, and no need.
        let _ = KNOWN.try_with(|known| known.try_borrow_mut().map(|mut known| known.note(rules, text)));
    }
}

#[derive(Debug)]
struct KnownTexts {
    /// None before the first text.
    slots: Vec<Slot>,
    /// Of each text that was noted lately a part of its hash.
    marks: [u32; MARKS],
}

/// One text, and the rules by which it was judged; 0 is none.
#[derive(Clone, Copy, Debug)]
struct Slot {
    rules: u64,
    length: u8,
    bytes: [u8; LONGEST],
}

impl Slot {
    const EMPTY: Self = Self { rules: 0, length: 0, bytes: [0; LONGEST] };

    #[inline]
    fn is(&self, rules: u64, text: &str) -> bool {
        self.rules == rules && self.bytes.get(..self.length.into()) == Some(text.as_bytes())
    }
}

impl KnownTexts {
    const fn new() -> Self {
        Self { slots: Vec::new(), marks: [0; MARKS] }
    }

    #[inline]
    fn contains(&self, rules: u64, text: &str) -> bool {
        let place = place(text);
        [place, place ^ 1].into_iter().filter_map(|place| self.slots.get(place)).any(|slot| slot.is(rules, text))
    }

    /// Keeps a text if this is not the first time that it is noted.
    fn note(&mut self, rules: u64, text: &str) {
        if self.slots.is_empty() {
            self.slots = vec![Slot::EMPTY; SLOTS];
        }
        let hash = hash(text);
        // Never that of an empty place, and not of the bits that choose it.
        let mark = (hash >> 16) as u32 | 1;
        let noted = &mut self.marks[(hash >> (u64::BITS - MARKS.ilog2())) as usize];
        if std::mem::replace(noted, mark) == mark {
            self.insert(rules, text);
        }
    }

    fn insert(&mut self, rules: u64, text: &str) {
        let Some(length) = u8::try_from(text.len()).ok().filter(|length| usize::from(*length) <= LONGEST) else {
            return;
        };
        if self.slots.is_empty() {
            self.slots = vec![Slot::EMPTY; SLOTS];
        }
        let place = place(text);
        // What was there moves to the place beside: two texts that are said in turn do not push each other out.
        self.slots.swap(place, place ^ 1);
        if let Some(slot) = self.slots.get_mut(place) {
            // The rest of the slot holds other text; the length says where it begins.
            if let Some(bytes) = slot.bytes.get_mut(..text.len()) {
                bytes.copy_from_slice(text.as_bytes());
                slot.length = length;
                slot.rules = rules;
            }
        }
    }
}

/// Where a text is kept.
#[inline]
fn place(text: &str) -> usize {
    (hash(text) >> (u64::BITS - SLOTS.ilog2())) as usize
}

/// Nothing but time depends on how well this is spread: the texts themselves are compared.
#[inline]
fn hash(text: &str) -> u64 {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let bytes = text.as_bytes();
    let mix = |hash: u64, word: u64| (hash ^ word).wrapping_mul(FACTOR);
    let mut hash = bytes.len() as u64;
    if let Some(last) = bytes.last_chunk::<8>() {
        for chunk in bytes.as_chunks::<8>().0.iter().take(LONGEST / 8) {
            hash = mix(hash, u64::from_le_bytes(*chunk)).rotate_left(29);
        }
        hash = mix(hash, u64::from_le_bytes(*last));
    } else {
        hash = bytes.iter().fold(hash, |hash, byte| mix(hash, u64::from(*byte)));
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_it_was_told_and_nothing_else() {
        let (rules, other) = (1, 2);
        let mut known = KnownTexts::new();
        assert!(!known.contains(rules, "") && !known.contains(rules, "GET"));
        for length in 0..200 {
            let text = "x".repeat(length);
            known.insert(rules, &text);
            assert_eq!(known.contains(rules, &text), length <= LONGEST, "{length}");
            assert!(!known.contains(other, &text));
            assert!(!known.contains(rules, &text.replace('x', "y")) || text.is_empty());
            assert!(!known.contains(rules, &(text + "x")));
        }
    }

    #[test]
    fn a_text_is_kept_when_it_is_noted_again() {
        let rules = 1;
        let mut known = KnownTexts::new();
        for text in ["", "GET", "a longer text of many words"] {
            known.note(rules, text);
            assert!(!known.contains(rules, text), "{text}");
            known.note(rules, text);
            assert!(known.contains(rules, text), "{text}");
        }
    }

    #[test]
    fn two_texts_of_one_place_are_both_kept() {
        let rules = 1;
        let mut known = KnownTexts::new();
        let texts: Vec<_> = (0..1000).map(|n| format!("text {n}")).filter(|text| place(text) == 7).collect();
        let [first, second, ..] = &texts[..] else { panic!("a thousand texts fill all places") };
        known.insert(rules, first);
        known.insert(rules, second);
        assert!(known.contains(rules, first) && known.contains(rules, second));
    }

    #[test]
    fn a_shorter_text_in_the_same_place_is_not_taken_for_the_longer_one() {
        let rules = 1;
        let mut known = KnownTexts::new();
        let texts: Vec<_> = (0..1000).map(|n| format!("{}{n}", "text ".repeat(n % 20))).collect();
        for text in &texts {
            known.insert(rules, text);
        }
        let kept = texts.iter().filter(|text| known.contains(rules, text)).count();
        assert!((1..=SLOTS).contains(&kept), "{kept}");
        assert!(texts.iter().all(|text| !known.contains(rules, &text[1..])));
    }
}
