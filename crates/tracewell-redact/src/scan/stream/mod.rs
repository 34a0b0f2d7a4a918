//! Where a finder has to look: each stream runs over the text once and gives its stops in ascending order.

mod card_start;
mod iban_start;
mod literal;
mod number;
mod rare_byte;
mod scheme;

pub(super) use self::card_start::is_issuer;
pub(super) use self::iban_start::begins_iban;
pub(super) use self::literal::next_literal;
pub(super) use self::number::{Number, next_number};
pub(super) use self::rare_byte::{is_mark, is_separator, next_mark, next_separator};
pub(super) use self::scheme::next_scheme;
