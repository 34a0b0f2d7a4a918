use super::block::{Block, Class, WIDTH};
use super::literal_start::{in_runs, long_runs};
use super::number_start::first_number;
use super::outlook::{is_of_no_meaning, run_ending_at};
use super::pair_start;
use crate::name::Sensitivity;
use crate::scan::find::Finder;
use crate::scan::pair::may_be_tuple;
use crate::scan::stream::is_mark;

/// Whether one look tells that nothing is in a text of no more than a block, as most values are: it takes less time than to
/// find out whether the text is known. What it is not sure of is for the [`Outlook`](super::Outlook).
#[inline]
pub(in crate::scan) fn tells_clean(bytes: &[u8], names: &Sensitivity) -> bool {
    bytes.len() <= WIDTH && holds_nothing(bytes, names)
}

fn holds_nothing(bytes: &[u8], names: &Sensitivity) -> bool {
    let (block, none) = (Block::alone(bytes), Block::NONE);
    if first_number(bytes, 0, [&none, &block, &none]).is_some() {
        return false;
    }
    let long = long_runs(&block, &none);
    if long != 0 && in_runs(bytes, 0, (long, false), block.bits(Class::Digit)).is_some() {
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
