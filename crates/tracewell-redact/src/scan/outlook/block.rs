use super::lanes::Lanes;

/// How many bytes are looked at together: a bit of a word for each.
pub(in crate::scan) const WIDTH: usize = u64::BITS as usize;

/// One bit for each kind of byte that the quick filter tells apart. None is exact: a kind may have more bytes in it than it
/// needs, where that is cheaper to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scan) enum Class {
    /// What is worth a look: what parts names from values, opens tuples and lists, and what addresses and encoded characters
    /// cannot do without (`= : ( [ @ ~ % & \`), and those between or near them; and what `bearer`, `basic` and `BEGIN` begin
    /// with.
    Sign,
    Digit,
    /// What words and tokens consist of: all of ASCII behind `*` that is no sign, or a `b`.
    Run,
}

const CLASSES: usize = 3;

/// The bytes that signs of other scripts begin with, which part names from values.
const WIDE_LEADS: &[u8] = &[0xcb, 0xd6, 0xd7, 0xe2, 0xe3, 0xea, 0xef];

/// What the bytes of a block are.
#[derive(Clone, Copy, Debug)]
pub(in crate::scan) struct Block {
    /// For each class a bit for each byte of it, the first in the lowest.
    bits: [u64; CLASSES],
}

impl Block {
    pub(super) const NONE: Self = Self { bits: [0; CLASSES] };

    /// The block at `at`; what is behind the end belongs to nothing.
    #[inline(always)]
    pub(in crate::scan) fn at(bytes: &[u8], at: usize) -> Self {
        match bytes.get(at..).and_then(<[u8]>::first_chunk) {
            Some(whole) => {
                let mut beyond = Lanes::NONE;
                let bits = bits_of(whole, |lanes| classes(lanes, &mut beyond));
                Self::of(bits, beyond, bytes, at)
            }
            None => Self::at_end(bytes, at),
        }
    }

    #[inline(never)]
    fn at_end(bytes: &[u8], at: usize) -> Self {
        let mut beyond = Lanes::NONE;
        let rest = bytes.get(at..).unwrap_or_default();
        let bits = bits_of_end(bytes, rest, |lanes| classes(lanes, &mut beyond));
        Self::of(bits, beyond, bytes, at)
    }

    /// The block of a text that has no other one.
    #[inline]
    pub(super) fn alone(bytes: &[u8]) -> Self {
        let mut beyond = Lanes::NONE;
        let bits = bits_of_whole(bytes, |lanes| classes(lanes, &mut beyond));
        Self::of(bits, beyond, bytes, 0)
    }

    #[inline]
    fn of(mut bits: [u64; CLASSES], beyond: Lanes, bytes: &[u8], at: usize) -> Self {
        if beyond.bits() != 0 {
            bits[Class::Sign as usize] |= wide_leads(bytes, at);
        }
        Self { bits }
    }

    #[inline]
    pub(in crate::scan) fn bits(&self, class: Class) -> u64 {
        self.bits[class as usize]
    }
}

/// The bytes of each class, and what is beyond ASCII gathered in `beyond`.
#[inline]
fn classes(lanes: Lanes, beyond: &mut Lanes) -> [Lanes; CLASSES] {
    *beyond = *beyond | lanes;
    let small = lanes.small();
    let sign = small.is_between(b'{', b'~') | lanes.is_between(b'%', b'(') | lanes.is_between(b':', b'@');
    [sign | small.is(b'b'), lanes.is_between(b'0', b'9'), lanes.is_above(b'*').without(sign)]
}

/// For each test a bit for each byte of the block at `at` that it holds for.
#[inline]
pub(super) fn bits_at<const N: usize>(bytes: &[u8], at: usize, tests: impl FnMut(Lanes) -> [Lanes; N]) -> [u64; N] {
    let rest = bytes.get(at..).unwrap_or_default();
    match rest.first_chunk() {
        Some(whole) => bits_of(whole, tests),
        None => bits_of_end(bytes, rest, tests),
    }
}

#[inline]
fn bits_of<const N: usize>(block: &[u8; WIDTH], mut tests: impl FnMut(Lanes) -> [Lanes; N]) -> [u64; N] {
    let mut bits = [0; N];
    let (lanes, _) = block.as_chunks();
    for (i, lanes) in lanes.iter().enumerate() {
        add(&mut bits, tests(Lanes::of(lanes)), i * Lanes::WIDTH);
    }
    bits
}

#[inline]
fn add<const N: usize>(bits: &mut [u64; N], told: [Lanes; N], at: usize) {
    for (bits, told) in bits.iter_mut().zip(told) {
        *bits |= told.bits() << at;
    }
}

/// The same of a block that is not whole: `rest`, which `bytes` ends with. The last of its bytes are read together with
/// those before them, so that nothing has to be copied.
#[inline]
fn bits_of_end<const N: usize>(bytes: &[u8], rest: &[u8], mut tests: impl FnMut(Lanes) -> [Lanes; N]) -> [u64; N] {
    let mut bits = [0; N];
    let mut at = 0;
    while let Some(lanes) = rest.get(at..).and_then(<[u8]>::first_chunk) {
        add(&mut bits, tests(Lanes::of(lanes)), at);
        at += Lanes::WIDTH;
    }
    let left = rest.len() - at.min(rest.len());
    if left == 0 {
        return bits;
    }
    let missing = Lanes::WIDTH - left;
    match bytes.last_chunk() {
        Some(last) => {
            let told = tests(Lanes::of(last));
            for (bits, told) in bits.iter_mut().zip(told) {
                *bits |= told.bits() >> missing << at;
            }
        }
        None => add(&mut bits, tests(Lanes::of(&padded(rest))), at),
    }
    bits
}

/// The same of a text of no more than a block: of its beginning and its end, which may well overlap, since a bit that is told
/// twice is the same.
#[inline]
fn bits_of_whole<const N: usize>(bytes: &[u8], mut tests: impl FnMut(Lanes) -> [Lanes; N]) -> [u64; N] {
    const TWO: usize = 2 * Lanes::WIDTH;
    let mut bits = [0; N];
    if let (Some(first), Some(last)) = (bytes.first_chunk::<TWO>(), bytes.last_chunk::<TWO>()) {
        for (half, at) in [(first, 0), (last, bytes.len() - TWO)] {
            for (i, lanes) in half.as_chunks().0.iter().enumerate() {
                add(&mut bits, tests(Lanes::of(lanes)), at + i * Lanes::WIDTH);
            }
        }
    } else if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        add(&mut bits, tests(Lanes::of(first)), 0);
        add(&mut bits, tests(Lanes::of(last)), bytes.len() - Lanes::WIDTH);
    } else {
        add(&mut bits, tests(Lanes::of(&padded(bytes))), 0);
    }
    bits
}

/// Fewer than sixteen bytes, and NUL behind them.
#[inline]
fn padded(bytes: &[u8]) -> [u8; Lanes::WIDTH] {
    let low = match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => {
            let (first, last) = (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
            return (u128::from(first) | u128::from(last) << (8 * (bytes.len() - 8))).to_le_bytes();
        }
        _ => bytes.iter().rev().fold(0, |low: u64, byte| low << 8 | u64::from(*byte)),
    };
    u128::from(low).to_le_bytes()
}

#[cold]
fn wide_leads(bytes: &[u8], at: usize) -> u64 {
    let is_lead = |lanes: Lanes| WIDE_LEADS.iter().fold(lanes.is(WIDE_LEADS[0]), |any, lead| any | lanes.is(*lead));
    let [bits] = bits_at(bytes, at, |lanes| [is_lead(lanes)]);
    bits
}

#[cfg(test)]
mod tests {
    use super::{Block, Class, WIDE_LEADS, WIDTH};

    #[test]
    fn tells_every_byte_wherever_it_stands() {
        for byte in 0..=u8::MAX {
            for len in [1, 7, 8, 13, 16, 17, 31, 40, WIDTH, WIDTH + 3, 2 * WIDTH] {
                for at in 0..len {
                    let mut bytes = vec![b' '; len];
                    bytes[at] = byte;
                    let block = Block::at(&bytes, at / WIDTH * WIDTH);
                    assert!(len > WIDTH || Block::alone(&bytes).bits == block.bits);
                    let is_sign = b"=:([@~%&\\".contains(&byte) || WIDE_LEADS.contains(&byte);
                    let may_be_sign = b"';<>?{|]}^".contains(&byte);
                    for (class, is_of) in [
                        (Class::Digit, byte.is_ascii_digit()),
                        (Class::Run, (b'+'..0x80).contains(&byte) && !is_sign && !may_be_sign),
                        (Class::Sign, is_sign || may_be_sign || byte.eq_ignore_ascii_case(&b'b')),
                    ] {
                        let bit = u64::from(is_of) << (at % WIDTH);
                        assert_eq!(block.bits(class), bit, "{byte} at {at} of {len}: {class:?}");
                    }
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
            assert_eq!(Block::at(&bytes, 0).bits(Class::Sign), ones(len));
            assert!(len > WIDTH || Block::alone(&bytes).bits(Class::Sign) == ones(len));
            assert_eq!(Block::at(&bytes, WIDTH).bits(Class::Sign), ones(len.saturating_sub(WIDTH)));
            assert_eq!(Block::at(&bytes, 2 * WIDTH).bits(Class::Sign), 0);
        }
    }
}
