use super::bit_pair::Pair;
use super::block::{Block, Class, WIDTH};
use crate::scan::stream::{begins_iban, is_issuer};

/// The first place in the block at `at`, with those before and behind it, where a number may begin: where their stream stops.
#[inline]
pub(super) fn first_number(bytes: &[u8], at: usize, [before, block, next]: [&Block; 3]) -> Option<usize> {
    // Of the digits behind, the first three may belong to two letters at the end.
    if block.bits(Class::Digit) | next.bits(Class::Digit) & 0b111 == 0 {
        return None;
    }
    let digits = Pair::of(Class::Digit, block, next);
    let twos = digits & digits.ahead(1);
    // Two digits behind two letters, or what may be those.
    let letters = Pair::of(Class::Run, block, next) & !digits;
    let heads = (twos.ahead(2) & letters & letters.ahead(1)).here;
    let cards = cards(digits, twos & twos.ahead(2), before.bits(Class::Digit) >> (WIDTH - 1));
    if heads | cards == 0 { None } else { first_of(bytes, at, heads, cards) }
}

/// Where a card number may begin, as their stream has it: four digits, four after five, and one after ten; `digit_before` is
/// 1 if a digit stands before the block.
#[inline]
fn cards(digits: Pair, fours: Pair, digit_before: u64) -> u64 {
    let more = [5, 6, 7].map(|by| fours.ahead(by).here);
    if fours.here & (more[0] | more[1] | more[2]) == 0 {
        return 0;
    }
    let groups = more[0] & digits.ahead(10).here | more[1] & digits.ahead(14).here | more[2] & digits.ahead(16).here;
    fours.here & groups & !(digits.here << 1 | digit_before)
}

#[inline]
fn first_of(bytes: &[u8], at: usize, heads: u64, cards: u64) -> Option<usize> {
    let mut starts = heads | cards;
    while starts != 0 {
        let i = starts.trailing_zeros();
        let start = at + i as usize;
        let is_card = cards >> i & 1 == 1 && is_issuer(bytes[start]);
        if is_card || heads >> i & 1 == 1 && begins_iban(bytes, start) {
            return Some(start);
        }
        starts &= starts - 1;
    }
    None
}
