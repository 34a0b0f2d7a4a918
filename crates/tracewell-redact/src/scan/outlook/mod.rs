//! The quick filter: one pass over a text that tells for each stream where it can stop first, and for most texts that
//! none does.

mod bit_pair;
mod block;
mod glance;
mod lanes;
mod literal_start;
mod number_start;
#[expect(clippy::module_inception, reason = "the concept and its parts")]
mod outlook;
mod pair_start;

pub(super) use self::block::{Block, Class, WIDTH};
pub(super) use self::glance::tells_clean;
pub(super) use self::literal_start::begins_literal;
pub(super) use self::outlook::{NOWHERE, Outlook};
