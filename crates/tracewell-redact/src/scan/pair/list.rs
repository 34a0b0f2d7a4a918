use super::tuple::quoted_name;
use super::value;
use crate::name::Sensitivity;
use crate::scan::found::Verdict;
use crate::scan::text::{Text, is_quote, is_space};

/// How many blanks may stand behind the value.
const MOST_BLANKS: usize = 128;

/// `[["token", "abc"]]`: a list of pairs as JSON writes it, which has no tuples. At `open` that of one pair begins.
///
/// A list of lists only, and of two values each: a list alone may well be one of names.
pub(in crate::scan) fn list(text: Text<'_>, open: usize, names: &Sensitivity) -> Verdict {
    let clean = Verdict::Clean { resume: open + 1 };
    let Some((name, behind)) = quoted_name(text, open + 1) else {
        return clean;
    };
    if text.at(behind) != b',' || name.strength(text, names).is_none() {
        return clean;
    }
    let Some(value) = value::from(text, behind + 1, &name).filter(|value| !value.is_masked()) else {
        return clean;
    };
    let end = text.run(value.end(), |byte| byte == b'\\');
    let end = if is_quote(text.at(end)) { end + 1 } else { value.end() };
    let close = text.run(end, is_space).min(end + MOST_BLANKS);
    if text.at(close) == b']' || close >= text.len() { Verdict::value(value.start(), value.end()) } else { clean }
}

/// Whether the bracket at `at` may open a pair in a list of lists.
pub(in crate::scan) fn may_be_list(bytes: &[u8], at: usize) -> bool {
    let (before, rest) = bytes.split_at(at);
    let is_inner = || [&b"["[..], b"],", b"], "].iter().any(|begin| before.ends_with(begin));
    (rest.starts_with(b"[\"") || rest.starts_with(b"[\\\"")) && is_inner()
}
