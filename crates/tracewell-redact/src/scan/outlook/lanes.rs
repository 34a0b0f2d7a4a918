use std::ops::BitOr;

use wide::u8x16;

/// Sixteen bytes in one register, on which a test is a few operations for all of them.
#[derive(Clone, Copy)]
pub(super) struct Lanes(u8x16);

impl Lanes {
    pub(super) const WIDTH: usize = 16;
    pub(super) const NONE: Self = Self(u8x16::splat(0));

    #[inline]
    pub(super) fn of(bytes: &[u8; Self::WIDTH]) -> Self {
        Self(u8x16::new(*bytes))
    }

    /// With capitals as small letters, and `[ \ ] ^` as what stands at their place behind them.
    #[inline]
    pub(super) fn small(self) -> Self {
        Self(self.0 | u8x16::splat(0x20))
    }

    #[inline]
    pub(super) fn is(self, byte: u8) -> Self {
        Self(self.0.simd_eq(u8x16::splat(byte)))
    }

    /// Those of ASCII that are greater than one of ASCII: as a signed number a byte beyond is less than all of them.
    #[inline]
    pub(super) fn is_above(self, byte: u8) -> Self {
        Self(self.0.cast_signed().simd_gt(u8x16::splat(byte).cast_signed()).cast_unsigned())
    }

    /// Those of an ASCII range: moved to the upper end of what a signed byte holds, which no other byte reaches.
    #[inline]
    pub(super) fn is_between(self, first: u8, last: u8) -> Self {
        Self(self.0 + u8x16::splat(0x7f - last)).is_above(0x7e - (last - first))
    }

    /// Those that were told here and not there.
    #[inline]
    pub(super) fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// A bit for each that was told, the first in the lowest; of bytes themselves, for each beyond ASCII.
    #[inline]
    pub(super) fn bits(self) -> u64 {
        u64::from(self.0.to_bitmask())
    }
}

impl BitOr for Lanes {
    type Output = Self;

    #[inline]
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
