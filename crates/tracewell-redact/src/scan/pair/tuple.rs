use super::name::Name;
use super::{quoted, value};
use crate::name::Sensitivity;
use crate::scan::found::Verdict;
use crate::scan::text::{Text, is_space};

/// The longest name of a tuple that is read.
const LONGEST: usize = 96;

/// How many blanks may stand between the parts: pretty `Debug` puts each on a line of its own.
const MOST_BLANKS: usize = 128;

/// `("token", "abc")`: what `Debug` makes of a list of pairs, from its bracket at `at`.
pub(in crate::scan) fn tuple(text: Text<'_>, at: usize, names: &Sensitivity) -> Verdict {
    let clean = Verdict::Clean { resume: at + 1 };
    let Some(open) = quoted::open_at(text, blanks(text, at + 1)) else {
        return clean;
    };
    let start = open.content;
    let end = start
        + text
            .slice(start, start + LONGEST)
            .iter()
            .take_while(|byte| **byte != b'"' && **byte != b'\\' && **byte >= b' ')
            .count();
    let quote = text.run(end, |byte| byte == b'\\');
    if text.at(quote) != b'"' || text.at(quote + 1) != b',' {
        return clean;
    }
    let name = Name::quoted(start, end);
    if name.strength(text, names).is_none() {
        return clean;
    }
    match value::from(text, quote + 2, &name) {
        Some(value) if !value.is_masked() => Verdict::value(value.start(), value.end()),
        _ => clean,
    }
}

fn blanks(text: Text<'_>, at: usize) -> usize {
    text.run(at, is_space).min(at + MOST_BLANKS)
}
