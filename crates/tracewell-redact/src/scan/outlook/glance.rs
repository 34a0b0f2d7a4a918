use super::block::{Block, Class, WIDTH};
use super::literal_start::{in_runs, long_runs};
use super::number_start::first_number;
use super::outlook::{is_of_no_meaning, run_ending_at};
use super::pair_start;
use crate::name::Sensitivity;
use crate::scan::find::Finder;
use crate::scan::pair::may_be_tuple;
use crate::scan::stream::is_mark;

/// What one look at a text of no more than a block tells, as most values are. It takes less time than to find out whether
/// the text is known.
pub(in crate::scan) enum Glance {
    Clean,
    /// Nothing is in it, unless a long run of letters and digits is something.
    But(LongRuns),
    /// For the [`Outlook`](super::Outlook) to see.
    Unsure,
}

/// The long runs of a text.
pub(in crate::scan) struct LongRuns {
    long: u64,
    digits: u64,
}

impl LongRuns {
    /// Whether they are no tokens.
    pub(in crate::scan) fn are_nothing(&self, bytes: &[u8]) -> bool {
        in_runs(bytes, 0, (self.long, false), self.digits).is_none()
    }
}

#[inline]
pub(in crate::scan) fn glance(bytes: &[u8], names: &Sensitivity) -> Glance {
    if bytes.len() > WIDTH {
        return Glance::Unsure;
    }
    let block = Block::alone(bytes);
    let long = long_runs(&block, &Block::NONE);
    if !signs_are_nothing(bytes, &block, names) {
        Glance::Unsure
    } else if long == 0 {
        Glance::Clean
    } else {
        Glance::But(LongRuns { long, digits: block.bits(Class::Digit) })
    }
}

/// Whether no number, no pair and no scheme begins in it.
fn signs_are_nothing(bytes: &[u8], block: &Block, names: &Sensitivity) -> bool {
    if first_number(bytes, 0, [&Block::NONE, block, &Block::NONE]).is_some() {
        return false;
    }
    let run = block.bits(Class::Run);
    let mut left = block.bits(Class::Sign);
    while left != 0 {
        let at = left.trailing_zeros() as usize;
        left &= left - 1;
        let Some(&byte) = bytes.get(at) else { return false };
        let is_nothing = match byte {
            b'=' | b':' => pair_start::is_known(bytes, at, run_ending_at(run, 0, at), names),
            b'b' | b'B' => !begins_scheme(bytes, at),
            b'(' => !may_be_tuple(bytes, at),
            b'~' => !is_mark(bytes, at),
            sign => is_of_no_meaning(sign),
        };
        if !is_nothing {
            return false;
        }
    }
    true
}

/// Whether `bearer`, `basic` or the label of a PEM block may begin at `at`.
#[inline]
fn begins_scheme(bytes: &[u8], at: usize) -> bool {
    match bytes.get(at + 1) {
        Some(b'E') => true,
        Some(b'a' | b'A' | b'e') => Finder::scheme_at(bytes, at).is_some(),
        _ => false,
    }
}
