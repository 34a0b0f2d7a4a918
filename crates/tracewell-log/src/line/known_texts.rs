use tracewell_context::RenderKey;

/// Texts that are kept, a power of two. Each has two places.
const SLOTS: usize = 64;
/// Bytes of the longest text that is kept.
const LONGEST: usize = 111;

/// Short texts that were scanned lately on this thread and found to hold no secret. Most of what a service logs is said
/// again and again, and to compare it costs a fraction of a scan.
#[derive(Debug, Default)]
pub(crate) struct KnownTexts {
    /// None before the first text.
    slots: Box<[Slot]>,
}

/// One text, and the layer by whose policy it was judged.
#[derive(Clone, Copy, Debug)]
struct Slot {
    owner: Option<RenderKey>,
    length: u8,
    bytes: [u8; LONGEST],
}

impl Slot {
    const EMPTY: Self = Self { owner: None, length: 0, bytes: [0; LONGEST] };

    #[inline]
    fn is(&self, owner: RenderKey, text: &str) -> bool {
        self.owner == Some(owner) && self.bytes.get(..self.length.into()) == Some(text.as_bytes())
    }
}

impl KnownTexts {
    /// Whether the layer has scanned this very text and found nothing.
    #[inline]
    pub(crate) fn contains(&self, owner: RenderKey, text: &str) -> bool {
        let place = place(text);
        [place, place ^ 1].into_iter().filter_map(|place| self.slots.get(place)).any(|slot| slot.is(owner, text))
    }

    /// Notes a text in which the layer has found nothing.
    pub(crate) fn insert(&mut self, owner: RenderKey, text: &str) {
        let Some(length) = u8::try_from(text.len()).ok().filter(|length| usize::from(*length) <= LONGEST) else {
            return;
        };
        if self.slots.is_empty() {
            self.slots = vec![Slot::EMPTY; SLOTS].into();
        }
        let place = place(text);
        // What was there moves to the place beside: two texts that are said in turn do not push each other out.
        self.slots.swap(place, place ^ 1);
        if let Some(slot) = self.slots.get_mut(place) {
            // The rest of the slot holds other text; the length says where it begins.
            if let Some(bytes) = slot.bytes.get_mut(..text.len()) {
                bytes.copy_from_slice(text.as_bytes());
                slot.length = length;
                slot.owner = Some(owner);
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
        let (owner, other) = (RenderKey::unique(), RenderKey::unique());
        let mut known = KnownTexts::default();
        assert!(!known.contains(owner, "") && !known.contains(owner, "GET"));
        for length in 0..200 {
            let text = "x".repeat(length);
            known.insert(owner, &text);
            assert_eq!(known.contains(owner, &text), length <= LONGEST, "{length}");
            assert!(!known.contains(other, &text));
            assert!(!known.contains(owner, &text.replace('x', "y")) || text.is_empty());
            assert!(!known.contains(owner, &(text + "x")));
        }
    }

    #[test]
    fn two_texts_of_one_place_are_both_kept() {
        let owner = RenderKey::unique();
        let mut known = KnownTexts::default();
        let texts: Vec<_> = (0..1000).map(|n| format!("text {n}")).filter(|text| place(text) == 7).collect();
        let [first, second, ..] = &texts[..] else { panic!("a thousand texts fill all places") };
        known.insert(owner, first);
        known.insert(owner, second);
        assert!(known.contains(owner, first) && known.contains(owner, second));
    }

    #[test]
    fn a_shorter_text_in_the_same_place_is_not_taken_for_the_longer_one() {
        let owner = RenderKey::unique();
        let mut known = KnownTexts::default();
        let texts: Vec<_> = (0..1000).map(|n| format!("{}{n}", "text ".repeat(n % 20))).collect();
        for text in &texts {
            known.insert(owner, text);
        }
        let kept = texts.iter().filter(|text| known.contains(owner, text)).count();
        assert!((1..=SLOTS).contains(&kept), "{kept}");
        assert!(texts.iter().all(|text| !known.contains(owner, &text[1..])));
    }
}
