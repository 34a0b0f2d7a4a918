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
/// with a name of bytes, in single quotes, or in `Some`; and `[String("token"), String("abc")]` in a list, which is JSON.
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
    let wrapper = if text.at(behind) == b')' { Wrapper::before(text, at) } else { None };
    let comma = if wrapper.is_some() { behind + 1 } else { behind };
    if text.at(comma) != b',' || name.strength(text, names).is_none() {
        return clean;
    }
    match value::from(text, comma + 1, &name) {
        Some(value) if value.is_masked() => clean,
        Some(value) if wrapper == Some(Wrapper::JsonList) && !ends_list(text, value.end()) => clean,
        Some(value) => Verdict::value(value.start(), value.end()),
        None => clean,
    }
}

/// What the bracket in front of a name stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrapper {
    /// A tuple.
    Tuple,
    /// A list in another one, as `Debug` writes JSON. Only where it has two values, it is a pair.
    JsonList,
}

impl Wrapper {
    /// Of the bracket at `at`: that of a `Some` or `String` at the start of a tuple, or of another tuple; of a `String` at
    /// the start of a list in a list.
    fn before(text: Text<'_>, at: usize) -> Option<Self> {
        let word = ["Some", "String"].into_iter().find(|word| text.ends_with(at, word)).unwrap_or_default();
        let open = blanks_before(text, at - word.len());
        match text.before(open) {
            b'(' => Some(Self::Tuple),
            b'[' if word == "String" && text.ends_with(open, "Array [") => {
                let outer = blanks_before(text, open - "Array [".len());
                matches!(text.before(outer), b'[' | b',').then_some(Self::JsonList)
            }
            _ => None,
        }
    }
}

fn ends_list(text: Text<'_>, value: usize) -> bool {
    let comma = if text.at(value) == b',' { value + 1 } else { value };
    let close = blanks(text, comma);
    text.at(close) == b']' || close >= text.len()
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

fn blanks_before(text: Text<'_>, end: usize) -> usize {
    text.run_back(end, end.saturating_sub(MOST_BLANKS), is_space)
}

fn blanks(text: Text<'_>, at: usize) -> usize {
    text.run(at, is_space).min(at + MOST_BLANKS)
}
