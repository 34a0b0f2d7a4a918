/// Up to sixteen ASCII characters in one integer, so that a name is compared without a buffer and without a loop.
///
/// Earlier characters fall out at the top: a register always holds the last sixteen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Register(u128);

impl Register {
    pub(super) const CAPACITY: usize = 16;

    pub(super) const fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        assert!(bytes.len() <= Self::CAPACITY, "longer than a register");
        let mut register = Self(0);
        let mut at = 0;
        while at < bytes.len() {
            register.push(bytes[at]);
            at += 1;
        }
        register
    }

    pub(super) const fn push(&mut self, byte: u8) {
        self.0 = (self.0 << 8) | byte as u128;
    }

    const fn is_above(self, other: Self) -> bool {
        self.0 > other.0
    }

    /// The last character taken off.
    pub(super) const fn shorter(self) -> Self {
        Self(self.0 >> 8)
    }

    pub(super) const fn last(self) -> u8 {
        self.0.to_le_bytes()[0]
    }

    /// The last `len` characters alone.
    pub(super) const fn tail(self, len: usize) -> Self {
        if len >= Self::CAPACITY { self } else { Self(self.0 & ((1 << (8 * len)) - 1)) }
    }
}

/// The registers of `names`, sorted for a binary search.
pub(super) const fn sorted<const N: usize>(names: &[&str]) -> [Register; N] {
    let mut registers = [Register::of(""); N];
    let mut filled = 0;
    while filled < N {
        let register = Register::of(names[filled]);
        let mut at = filled;
        while at > 0 && registers[at - 1].is_above(register) {
            registers[at] = registers[at - 1];
            at -= 1;
        }
        registers[at] = register;
        filled += 1;
    }
    registers
}
