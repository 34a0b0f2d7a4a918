use std::cell::Cell;

/// Places for names, a power of two; each has room for two.
const PLACES: usize = 64;

/// Bytes of the longest name that has a key.
const LONGEST: usize = 16;

/// For each length of a name, from 1 on, which bits of a key are its own.
static MASKS: [Key; LONGEST] = masks();

const fn masks() -> [Key; LONGEST] {
    let mut masks = [Key::NONE; LONGEST];
    let mut len = 1;
    while len <= LONGEST {
        let mask = u128::MAX << (8 * (LONGEST - len));
        masks[len - 1] = Key { last: (mask >> 64) as u64, first: mask as u64 };
        len += 1;
    }
    masks
}

thread_local! {
    static KNOWN: KnownNames = const { KnownNames::new() };
}

/// A name of up to sixteen characters of ASCII, as it is compared: at the upper end of sixteen bytes, behind zeros.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key {
    last: u64,
    first: u64,
}

impl Key {
    /// That of no name.
    const NONE: Self = Self { last: 0, first: 0 };

    /// That of the name of `len` bytes before `end`, which consist of ASCII, if a blank stands before it and at least as much
    /// as a key holds.
    #[inline]
    pub(super) fn behind_blank(bytes: &[u8], end: usize, len: usize) -> Option<Self> {
        let mask = MASKS.get(len.wrapping_sub(1))?;
        let before: &[u8; LONGEST + 1] = bytes.get(..end)?.last_chunk()?;
        let [_, name @ ..] = before;
        let is_behind = before.get(LONGEST.wrapping_sub(len)) == Some(&b' ');
        is_behind.then(|| Self::masked(u128::from_le_bytes(*name), mask))
    }

    /// That of the name in `start..end`, which consists of ASCII.
    #[inline]
    pub(super) fn of(bytes: &[u8], start: usize, end: usize) -> Option<Self> {
        let len = end.checked_sub(start)?;
        let mask = MASKS.get(len.wrapping_sub(1))?;
        let last = match (bytes.get(..end)?.last_chunk(), bytes.first_chunk()) {
            (Some(last), _) => u128::from_le_bytes(*last),
            (None, Some(first)) => u128::from_le_bytes(*first) << (8 * (LONGEST - end)),
            (None, None) => all_of(bytes) << (8 * (LONGEST - end)),
        };
        Some(Self::masked(last, mask))
    }

    #[inline]
    fn masked(last: u128, mask: &Self) -> Self {
        Self { last: (last >> 64) as u64 & mask.last, first: last as u64 & mask.first }
    }

    #[inline]
    fn place(self) -> usize {
        const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
        ((self.last ^ self.first.rotate_left(23)).wrapping_mul(FACTOR) >> (u64::BITS - PLACES.ilog2())) as usize
    }
}

/// Fewer bytes than a key has, and zeros behind them.
#[inline(never)]
fn all_of(bytes: &[u8]) -> u128 {
    bytes.iter().rev().fold(0, |all, byte| all << 8 | u128::from(*byte))
}

/// Whether this thread knows the name to be harmless by these rules.
#[inline]
pub(super) fn is_known(rules: u64, key: Key) -> bool {
    KNOWN.try_with(|known| known.contains(rules, key)).unwrap_or_default()
}

/// Notes a name that is harmless by these rules.
pub(super) fn note(rules: u64, key: Key) {
    // At the end of a thread there is no place for it, and no need.
    let _ = KNOWN.try_with(|names| names.insert(rules, key));
}

/// The names that were judged harmless lately by the rules of one policy: a service writes the same ones again and again,
/// and to compare one costs a fraction of a judgement.
struct KnownNames {
    rules: Cell<u64>,
    places: [[Cell<Key>; 2]; PLACES],
}

impl KnownNames {
    const fn new() -> Self {
        Self { rules: Cell::new(0), places: [const { [const { Cell::new(Key::NONE) }; 2] }; PLACES] }
    }

    #[inline]
    fn contains(&self, rules: u64, key: Key) -> bool {
        let is = |slot: &Cell<Key>| slot.get().last ^ key.last | slot.get().first ^ key.first == 0;
        let [new, old] = &self.places[key.place()];
        (is(new) || is(old)) && self.rules.get() == rules
    }

    fn insert(&self, rules: u64, key: Key) {
        if self.rules.replace(rules) != rules {
            for slot in self.places.as_flattened() {
                slot.set(Key::NONE);
            }
        }
        // Two names that are written in turn do not push each other out.
        let [new, old] = &self.places[key.place()];
        old.set(new.replace(key));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> Key {
        Key::of(name.as_bytes(), 0, name.len()).unwrap()
    }

    #[test]
    fn keys_are_those_of_the_name_alone_wherever_it_stands() {
        for len in 1..=16 {
            let name = &"abcdefghijklmnop"[..len];
            let mut all = vec![key(name)];
            for before in 0..20 {
                let text = format!("{}{name}=", "z".repeat(before));
                all.push(Key::of(text.as_bytes(), before, before + len).unwrap());
                let text = format!("{} {name}=", "z".repeat(before));
                all.extend(Key::behind_blank(text.as_bytes(), before + 1 + len, len));
                assert_eq!(Key::behind_blank(text.as_bytes(), before + 1 + len, len).is_some(), before + len >= 16);
                assert_eq!(Key::behind_blank(text.replace(' ', "z").as_bytes(), before + 1 + len, len), None);
            }
            assert!(all.iter().all(|other| *other == all[0]), "{name}: {all:?}");
            for other in 1..=16 {
                assert_eq!(key(&"abcdefghijklmnop"[..other]) == all[0], other == len);
            }
        }
        assert_eq!(Key::of(b"", 0, 0), None);
        assert_eq!(Key::of(&[b'x'; 17], 0, 17), None);
        assert_eq!(Key::behind_blank(&[b' '; 40], 20, 0), None);
        assert_eq!(Key::behind_blank(&[b' '; 40], 20, 17), None);
    }

    #[test]
    fn knows_what_it_was_told_by_the_same_rules() {
        let names = KnownNames::new();
        assert!(!names.contains(1, key("status")));
        names.insert(1, key("status"));
        assert!(names.contains(1, key("status")));
        assert!(!names.contains(1, key("statu")));
        assert!(!names.contains(2, key("status")));
        names.insert(2, key("path"));
        assert!(!names.contains(2, key("status")) && !names.contains(1, key("path")));
        assert!(names.contains(2, key("path")));
    }

    #[test]
    fn a_name_that_takes_the_place_of_another_is_not_taken_for_it() {
        let names = KnownNames::new();
        let all: Vec<String> = (0..1000).map(|n| format!("{}{n}", &"some_name_"[..n % 11])).collect();
        for name in &all {
            names.insert(1, key(name));
        }
        let kept = all.iter().filter(|name| names.contains(1, key(name))).count();
        assert!((PLACES..=2 * PLACES).contains(&kept), "{kept}");
        assert!((0..1000).all(|n| !names.contains(1, key(&format!("other{n}")))));
    }
}
