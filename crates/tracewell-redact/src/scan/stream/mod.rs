//! Where a finder has to look: each stream runs over the text once and gives its stops in ascending order.

mod card_digits;
mod iban_start;
mod literal;
mod rare_byte;

pub(super) use self::card_digits::next_card_digits;
pub(super) use self::iban_start::next_iban_start;
pub(super) use self::literal::{Literal, LiteralStream};
pub(super) use self::rare_byte::{next_mark, next_separator};
