use super::block::{Block, Class, WIDTH};
use crate::scan::stream::{begins_iban, is_issuer};

/// Where card numbers and account numbers may begin, told block by block.
#[derive(Default)]
pub(super) struct NumberStarts {
    digits: u64,
    /// Whether a digit stands before the block.
    behind_digit: bool,
}

impl NumberStarts {
    /// The first place in the block before the one at `at` where a number may begin: where their stream stops.
    #[inline]
    pub(super) fn first_before(&mut self, bytes: &[u8], at: usize, next: &Block) -> Option<usize> {
        if !next.has(Class::Digit) && self.digits == 0 {
            self.behind_digit = false;
            return None;
        }
        let next_digits = next.bits(Class::Digit);
        let digits = u128::from(next_digits) << WIDTH | u128::from(self.digits);
        let twos = digits & digits >> 1;
        // Two digits behind what is none.
        let heads = twos >> 2 & !(digits >> 1);
        let fours = twos & twos >> 2;
        let cards = if fours as u64 == 0 { 0 } else { cards(digits, fours) & !u128::from(self.behind_digit) };
        self.behind_digit = self.digits >> (WIDTH - 1) != 0;
        self.digits = next_digits;
        // Nothing stands before the first block.
        let known = if at == 0 { 0 } else { u64::MAX };
        let (heads, mut starts) = (heads as u64, (heads | cards) as u64 & known);
        while starts != 0 {
            let i = starts.trailing_zeros();
            let start = at - WIDTH + i as usize;
            let is_card = cards >> i & 1 == 1 && is_issuer(bytes[start]);
            let may_begin = is_card || heads >> i & 1 == 1 && begins_iban(bytes, start);
            if may_begin {
                return Some(start);
            }
            starts &= starts - 1;
        }
        None
    }
}

/// Where a card number may begin, as their stream has it: four digits, four after five, and one after ten.
fn cards(digits: u128, fours: u128) -> u128 {
    let groups = fours >> 5 & digits >> 10 | fours >> 6 & digits >> 14 | fours >> 7 & digits >> 16;
    fours & groups & !(digits << 1)
}
