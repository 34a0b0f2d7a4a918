use std::cell::RefCell;

/// Texts that are kept, a power of two. Each has two places.
const SLOTS: usize = 64;
/// Bytes of the longest text that is kept.
pub(crate) const LONGEST: usize = 111;

thread_local! {
    static KNOWN: RefCell<KnownTexts> = const { RefCell::new(KnownTexts { slots: Vec::new() }) };
}

/// Whether the policy of this number has scanned this very text lately, on this thread, and found no secret. Most of what
/// a service logs is said again and again, and to compare it costs a fraction of a scan.
#[inline]
pub(crate) fn is_known(policy: u64, text: &str) -> bool {
    text.len() <= LONGEST
        && KNOWN
            .try_with(|known| known.try_borrow().is_ok_and(|known| known.contains(policy, text)))
            .unwrap_or_default()
}

/// Notes a text in which the policy of this number has found nothing.
pub(crate) fn note(policy: u64, text: &str) {
    if text.len() <= LONGEST {
        // At the end of a thread there is no place for it, and no need.
        let _ = KNOWN.try_with(|known| known.try_borrow_mut().map(|mut known| known.insert(policy, text)));
    }
}

#[derive(Debug, Default)]
struct KnownTexts {
    /// None before the first text.
    slots: Vec<Slot>,
}

/// One text, and the policy by which it was judged; 0 is none.
#[derive(Clone, Copy, Debug)]
struct Slot {
    policy: u64,
    length: u8,
    bytes: [u8; LONGEST],
}

impl Slot {
    const EMPTY: Self = Self { policy: 0, length: 0, bytes: [0; LONGEST] };

    #[inline]
    fn is(&self, policy: u64, text: &str) -> bool {
        self.policy == policy && self.bytes.get(..self.length.into()) == Some(text.as_bytes())
    }
}

impl KnownTexts {
    #[inline]
    fn contains(&self, policy: u64, text: &str) -> bool {
        let place = place(text);
        [place, place ^ 1].into_iter().filter_map(|place| self.slots.get(place)).any(|slot| slot.is(policy, text))
    }

    fn insert(&mut self, policy: u64, text: &str) {
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
                slot.policy = policy;
            }
        }
    }
}

/// Where a text is kept. Nothing but time depends on how well this is spread: the texts themselves are compared.
#[inline]
fn place(text: &str) -> usize {
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
    (hash >> 58) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_it_was_told_and_nothing_else() {
        let (policy, other) = (1, 2);
        let mut known = KnownTexts::default();
        assert!(!known.contains(policy, "") && !known.contains(policy, "GET"));
        for length in 0..200 {
            let text = "x".repeat(length);
            known.insert(policy, &text);
            assert_eq!(known.contains(policy, &text), length <= LONGEST, "{length}");
            assert!(!known.contains(other, &text));
            assert!(!known.contains(policy, &text.replace('x', "y")) || text.is_empty());
            assert!(!known.contains(policy, &(text + "x")));
        }
    }

    #[test]
    fn two_texts_of_one_place_are_both_kept() {
        let policy = 1;
        let mut known = KnownTexts::default();
        let texts: Vec<_> = (0..1000).map(|n| format!("text {n}")).filter(|text| place(text) == 7).collect();
        let [first, second, ..] = &texts[..] else { panic!("a thousand texts fill all places") };
        known.insert(policy, first);
        known.insert(policy, second);
        assert!(known.contains(policy, first) && known.contains(policy, second));
    }

    #[test]
    fn a_shorter_text_in_the_same_place_is_not_taken_for_the_longer_one() {
        let policy = 1;
        let mut known = KnownTexts::default();
        let texts: Vec<_> = (0..1000).map(|n| format!("{}{n}", "text ".repeat(n % 20))).collect();
        for text in &texts {
            known.insert(policy, text);
        }
        let kept = texts.iter().filter(|text| known.contains(policy, text)).count();
        assert!((1..=SLOTS).contains(&kept), "{kept}");
        assert!(texts.iter().all(|text| !known.contains(policy, &text[1..])));
    }
}
