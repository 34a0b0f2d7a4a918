use super::block::{Block, Class, WIDTH};
use crate::scan::stream::{begins_iban, is_issuer};

/// The first place in the block at `at`, with those before and behind it, where a number may begin: where their stream stops.
#[inline]
pub(super) fn first_number(bytes: &[u8], at: usize, [before, block, next]: [&Block; 3]) -> Option<usize> {
    // Of the digits behind, the first three may belong to two letters at the end.
    if block.bits(Class::Digit) | next.bits(Class::Digit) & 0b111 == 0 {
        return None;
    }
    let behind_digit = before.bits(Class::Digit) >> (WIDTH - 1) != 0;
    let both = |class| u128::from(next.bits(class)) << WIDTH | u128::from(block.bits(class));
    let digits = both(Class::Digit);
    let twos = digits & digits >> 1;
    // Two digits behind two letters, or what may be those.
    let letters = both(Class::Run) & !digits;
    let heads = (twos >> 2 & letters & letters >> 1) as u64;
    let fours = twos & twos >> 2;
    let cards = if fours as u64 == 0 { 0 } else { cards(digits, fours) as u64 & !u64::from(behind_digit) };
    let mut starts = heads | cards;
    while starts != 0 {
        let i = starts.trailing_zeros();
        let start = at + i as usize;
        let is_card = cards >> i & 1 == 1 && is_issuer(bytes[start]);
        let may_begin = is_card || heads >> i & 1 == 1 && begins_iban(bytes, start);
        if may_begin {
            return Some(start);
        }
        starts &= starts - 1;
    }
    None
}

/// Where a card number may begin, as their stream has it: four digits, four after five, and one after ten.
#[inline]
fn cards(digits: u128, fours: u128) -> u128 {
    if fours & (fours >> 5 | fours >> 6 | fours >> 7) == 0 {
        return 0;
    }
    let groups = fours >> 5 & digits >> 10 | fours >> 6 & digits >> 14 | fours >> 7 & digits >> 16;
    fours & groups & !(digits << 1)
}
