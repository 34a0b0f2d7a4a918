use std::ops::{BitAnd, BitOr, Not};

use super::block::{Block, Class, WIDTH};

/// The bits of a block and of the one behind it, moved as one number. They are two words, so that only what is read of them
/// is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) here: u64,
    behind: u64,
}

impl Pair {
    #[inline]
    pub(super) fn of(class: Class, block: &Block, next: &Block) -> Self {
        Self { here: block.bits(class), behind: next.bits(class) }
    }

    /// For each byte the bit of the one that stands `by` behind it, 1 to 63.
    #[inline]
    pub(super) fn ahead(self, by: usize) -> Self {
        let whole = u128::from(self.behind) << WIDTH | u128::from(self.here);
        Self { here: (whole >> by) as u64, behind: self.behind >> by }
    }
}

impl BitAnd for Pair {
    type Output = Self;

    #[inline]
    fn bitand(self, other: Self) -> Self {
        Self { here: self.here & other.here, behind: self.behind & other.behind }
    }
}

impl BitOr for Pair {
    type Output = Self;

    #[inline]
    fn bitor(self, other: Self) -> Self {
        Self { here: self.here | other.here, behind: self.behind | other.behind }
    }
}

impl Not for Pair {
    type Output = Self;

    #[inline]
    fn not(self) -> Self {
        Self { here: !self.here, behind: !self.behind }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moves_as_one_number() {
        let (here, behind) = (0x8123_4567_89ab_cdef, 0xfedc_ba98_7654_3211);
        let whole = u128::from(behind) << WIDTH | u128::from(here);
        for by in 1..WIDTH {
            let moved = Pair { here, behind }.ahead(by);
            assert_eq!(u128::from(moved.behind) << WIDTH | u128::from(moved.here), whole >> by, "{by}");
        }
    }
}
