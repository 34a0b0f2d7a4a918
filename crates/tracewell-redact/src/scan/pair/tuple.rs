use super::name::Name;
use super::quick::LONGEST_NUMBER;
use super::{quoted, value};
use crate::name::Sensitivity;
use crate::scan::found::Verdict;
use crate::scan::text::{Text, is_space};

/// The longest name of a tuple that is read.
const LONGEST: usize = 96;

/// How many blanks may stand between the parts: pretty `Debug` puts each on a line of its own.
const MOST_BLANKS: usize = 128;

/// `("token", "abc")`: what `Debug` makes of a list of pairs, from its bracket at `at`. Also with a number before the name,
/// with a name of bytes, in single quotes, or in `Some`.
pub(in crate::scan) fn tuple(text: Text<'_>, at: usize, names: &Sensitivity) -> Verdict {
    let clean = Verdict::Clean { resume: at + 1 };
    let mut first = blanks(text, at + 1);
    let number = text.run(first, |byte| byte.is_ascii_digit());
    if number > first {
        if text.at(number) != b',' || number - first > LONGEST_NUMBER {
            return clean;
        }
        first = blanks(text, number + 1);
    }
    let Some((name, behind)) = quoted_name(text, first) else {
        return clean;
    };
    let wrapped = text.at(behind) == b')' && is_wrapped(text, at);
    let comma = if wrapped { behind + 1 } else { behind };
    if text.at(comma) != b',' || name.strength(text, names).is_none() {
        return clean;
    }
    match value::from(text, comma + 1, &name) {
        Some(value) if !value.is_masked() => Verdict::value(value.start(), value.end()),
        _ => clean,
    }
}

/// The name in quotes at `at`, and where it stands no more.
pub(super) fn quoted_name(text: Text<'_>, at: usize) -> Option<(Name, usize)> {
    let start = quoted::open_at(text, at)?.content;
    let sign = text.before(start);
    let end = start
        + text
            .slice(start, start + LONGEST)
            .iter()
            .take_while(|byte| **byte != sign && **byte != b'\\' && **byte >= b' ')
            .count();
    let quote = text.run(end, |byte| byte == b'\\');
    (text.at(quote) == sign).then(|| (Name::quoted(start, end), quote + 1))
}

/// Whether the bracket at `at` is that of a `Some`, or none but another one, at the start of a tuple.
fn is_wrapped(text: Text<'_>, at: usize) -> bool {
    text.before(at) == b'(' || text.ends_with(at, "(Some")
}

fn blanks(text: Text<'_>, at: usize) -> usize {
    text.run(at, is_space).min(at + MOST_BLANKS)
}
