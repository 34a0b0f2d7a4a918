use std::cell::Cell;

/// Places for names, a power of two; each has room for two.
const PLACES: usize = 64;

thread_local! {
    static KNOWN: KnownNames = const { KnownNames::new() };
}

/// A name of up to sixteen characters of ASCII, as it is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key {
    first: u64,
    rest: u64,
}

impl Key {
    /// Longer than any name that has a key.
    const TOO_LONG: usize = 17;
    /// That of no name.
    const NONE: Self = Self { first: 0, rest: 0 };

    /// That of the name in `start..end`, which consists of ASCII.
    #[inline]
    pub(super) fn of(bytes: &[u8], start: usize, end: usize) -> Option<Self> {
        let len = end.checked_sub(start).filter(|len| (1..Self::TOO_LONG).contains(len))?;
        let before = bytes.get(..end)?;
        let name = match before.last_chunk() {
            Some(last) => u128::from_le_bytes(*last) >> (8 * (Self::TOO_LONG - 1 - len)),
            None => before.get(start..)?.iter().rev().fold(0, |name, byte| name << 8 | u128::from(*byte)),
        };
        Some(Self { first: name as u64, rest: (name >> 64) as u64 })
    }

    #[inline]
    fn place(self) -> usize {
        const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
        ((self.first ^ self.rest.rotate_left(23)).wrapping_mul(FACTOR) >> (u64::BITS - PLACES.ilog2())) as usize
    }
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
        let differs = |slot: &Cell<Key>| slot.get().first ^ key.first | slot.get().rest ^ key.rest;
        let [new, old] = &self.places[key.place()];
        (differs(new) == 0 || differs(old) == 0) && self.rules.get() == rules
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
            }
            assert!(all.iter().all(|other| *other == all[0]), "{name}: {all:?}");
            for other in 1..=16 {
                assert_eq!(key(&"abcdefghijklmnop"[..other]) == all[0], other == len);
            }
        }
        assert_eq!(Key::of(b"", 0, 0), None);
        assert_eq!(Key::of(&[b'x'; 17], 0, 17), None);
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
