/// How many bytes are looked at together: a bit of a word for each.
pub(in crate::scan) const WIDTH: usize = u64::BITS as usize;

/// One bit for each kind of byte that the quick filter tells apart. None is exact: a kind may have more bytes in it than it
/// needs, where that is cheaper to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scan) enum Class {
    /// What parts names from values, opens tuples and lists, and what addresses and encoded characters cannot do without:
    /// `= : ( [ @ ~ % & \`, and those between them.
    Sign,
    Digit,
    /// What words and tokens consist of, and much else: all of ASCII behind `*`.
    Run,
    /// What `bearer`, `basic` and `BEGIN` begin with.
    B,
}

impl Class {
    const fn flag(self) -> u8 {
        1 << self as u8
    }
}

/// A byte of a character that is none of ASCII.
const BEYOND: u8 = 0x80;

/// The bytes that signs of other scripts begin with, which part names from values.
const WIDE_LEADS: &[u8] = &[0xcb, 0xd6, 0xd7, 0xe2, 0xe3, 0xea, 0xef];

/// Texts up to this length hold no token and no account number.
const SHORT: usize = 14;

/// The digits of the shortest card number.
const SHORTEST_CARD: usize = 13;

const LOW: u64 = 0x0101_0101_0101_0101;

/// What the bytes of a block are.
#[derive(Clone, Debug)]
pub(in crate::scan) struct Block {
    /// The flags of the classes that each byte is of.
    flags: [u8; WIDTH],
    /// Those that any is of.
    any: u8,
    wide: u64,
}

impl Block {
    const NONE: Self = Self { flags: [0; WIDTH], any: 0, wide: 0 };

    /// The block at `at`; what is behind the end belongs to nothing.
    #[inline]
    pub(in crate::scan) fn at(bytes: &[u8], at: usize) -> Self {
        match bytes.get(at..) {
            Some(rest) if !rest.is_empty() => match rest.first_chunk() {
                Some(whole) => Self::of(whole),
                None => {
                    let mut padded = [0; WIDTH];
                    padded[..rest.len()].copy_from_slice(rest);
                    Self::of(&padded)
                }
            },
            _ => Self::NONE,
        }
    }

    /// The same few operations for each byte, without a branch, so that the compiler can use wide registers.
    #[inline]
    fn of(bytes: &[u8; WIDTH]) -> Self {
        let mut flags = [0; WIDTH];
        let mut any = 0;
        for i in 0..WIDTH {
            flags[i] = flags_of(bytes[i]);
            any |= flags[i];
        }
        let wide = if any & BEYOND == 0 { 0 } else { wide_leads(bytes) };
        Self { flags, any, wide }
    }

    /// A bit for each byte of the class, the first in the lowest.
    #[inline]
    pub(in crate::scan) fn bits(&self, class: Class) -> u64 {
        let ascii = if self.has(class) { gathered(&self.flags, class as u32) } else { 0 };
        if class == Class::Sign { ascii | self.wide } else { ascii }
    }

    #[inline]
    pub(super) fn has(&self, class: Class) -> bool {
        self.any & class.flag() != 0
    }
}

/// Whether a short text holds none of the signs that begin what is hidden in short texts, nor digits enough for a number.
#[inline]
pub(super) fn is_short_and_plain(bytes: &[u8]) -> bool {
    let mut padded = [0; 16];
    let Some(start) = padded.get_mut(..bytes.len()).filter(|start| start.len() <= SHORT) else {
        return false;
    };
    start.copy_from_slice(bytes);
    let mut any = 0;
    let mut digits = 0;
    for byte in padded {
        let flags = flags_of(byte);
        any |= flags;
        digits += u8::from(flags & Class::Digit.flag() != 0);
    }
    any & (Class::Sign.flag() | Class::B.flag() | BEYOND) == 0 && usize::from(digits) < SHORTEST_CARD
}

#[inline]
fn flags_of(byte: u8) -> u8 {
    let small = byte | 0x20;
    let is = |is: bool, class: Class| if is { class.flag() } else { 0 };
    let sign = is_between(small, b'{', b'~')
        | (small == b'@' | 0x20)
        | is_between(byte, b'%', b'(')
        | is_between(byte, b':', b'=');
    is(sign, Class::Sign)
        | is(is_between(byte, b'0', b'9'), Class::Digit)
        // As a signed number a byte beyond ASCII is less than all others.
        | is(byte.cast_signed() > b'*'.cast_signed(), Class::Run)
        | is(small == b'b', Class::B)
        | byte & BEYOND
}

/// Whether the byte is of an ASCII range: moved to the upper end of what a signed byte holds, which no other byte reaches.
#[inline]
fn is_between(byte: u8, first: u8, last: u8) -> bool {
    byte.wrapping_add(0x7f - last).cast_signed() > (0x7e - (last - first)).cast_signed()
}

/// Gathers one bit of each byte in a word.
#[inline]
fn gathered(flags: &[u8; WIDTH], bit: u32) -> u64 {
    let (words, _) = flags.as_chunks();
    words.iter().rev().fold(0, |bits, word| {
        let flags = u64::from_le_bytes(*word) >> bit & LOW;
        bits << 8 | flags.wrapping_mul(0x0102_0408_1020_4080) >> 56
    })
}

/// A bit for each byte of the block at `at` that the test, which has no branch in it, holds for.
#[inline]
pub(super) fn bits_where(bytes: &[u8], at: usize, test: impl Fn(u8) -> bool) -> u64 {
    let mut padded = [0; WIDTH];
    let rest = bytes.get(at..).unwrap_or_default();
    let block = rest.first_chunk().unwrap_or_else(|| {
        padded[..rest.len()].copy_from_slice(rest);
        &padded
    });
    let mut flags = [0; WIDTH];
    let mut any = 0;
    for i in 0..WIDTH {
        flags[i] = u8::from(test(block[i]));
        any |= flags[i];
    }
    if any == 0 { 0 } else { gathered(&flags, 0) }
}

#[cold]
fn wide_leads(bytes: &[u8; WIDTH]) -> u64 {
    bits_where(bytes, 0, |byte| WIDE_LEADS.iter().fold(false, |any, lead| any | (byte == *lead)))
}

#[cfg(test)]
mod tests {
    use super::{Block, Class, WIDE_LEADS, WIDTH};

    #[test]
    fn tells_every_byte_wherever_it_stands() {
        for byte in 0..=u8::MAX {
            for at in 0..WIDTH {
                let mut bytes = [b' '; WIDTH];
                bytes[at] = byte;
                let block = Block::of(&bytes);
                let is_sign = b"=:([@~%&\\".contains(&byte) || WIDE_LEADS.contains(&byte);
                let may_be_sign = b"';<`{|]}^".contains(&byte);
                for (class, is_of) in [
                    (Class::Digit, byte.is_ascii_digit()),
                    (Class::Run, (b'+'..0x80).contains(&byte)),
                    (Class::B, byte.eq_ignore_ascii_case(&b'b')),
                    (Class::Sign, is_sign || may_be_sign),
                ] {
                    assert_eq!(block.bits(class), u64::from(is_of) << at, "{byte} at {at}: {class:?}");
                }
            }
        }
    }

    #[test]
    fn the_signs_of_other_scripts_are_told() {
        for (sign, _) in crate::scan::pair::WIDE {
            assert!(WIDE_LEADS.contains(&sign.as_bytes()[0]), "{sign}");
        }
    }

    #[test]
    fn tells_nothing_behind_the_end() {
        for len in 0..2 * WIDTH {
            let bytes = vec![b'b'; len];
            let ones = |len: usize| if len >= WIDTH { u64::MAX } else { (1 << len) - 1 };
            assert_eq!(Block::at(&bytes, 0).bits(Class::B), ones(len));
            assert_eq!(Block::at(&bytes, WIDTH).bits(Class::B), ones(len.saturating_sub(WIDTH)));
            assert_eq!(Block::at(&bytes, 2 * WIDTH).bits(Class::B), 0);
        }
    }
}
