use std::borrow::Cow;

use memchr::memchr2;

/// Bytes of a value that are kept.
const LONGEST: usize = 256;

/// The value at the start of `text`, and what follows it: in quotes with escapes as in Rust, or bare up to `end`.
pub(super) fn value(text: &str, end: impl Fn(u8) -> bool) -> Option<(Cow<'_, str>, &str)> {
    let Some(inside) = text.strip_prefix('"') else {
        let at = text.bytes().position(end).unwrap_or(text.len());
        let (value, rest) = text.split_at_checked(at)?;
        return Some((Cow::Borrowed(kept(value)), rest));
    };
    let stop = memchr2(b'"', b'\\', inside.as_bytes())?;
    if inside.as_bytes().get(stop) == Some(&b'"') {
        return Some((Cow::Borrowed(kept(inside.get(..stop)?)), inside.get(stop + 1..)?));
    }
    let mut value = String::new();
    let mut escaped = false;
    for (at, character) in inside.char_indices() {
        match character {
            _ if escaped => {
                escaped = false;
                value.push(character);
            }
            '\\' => escaped = true,
            '"' => return Some((Cow::Owned(kept(&value).to_owned()), inside.get(at + 1..)?)),
            _ => value.push(character),
        }
    }
    None
}

fn kept(value: &str) -> &str {
    beginning(value, LONGEST)
}

pub(super) fn beginning(text: &str, longest: usize) -> &str {
    text.get(..text.floor_char_boundary(longest)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_end_where_they_end() {
        let read = |text| value(text, |byte| byte == b' ').map(|(value, rest)| (value.into_owned(), rest.to_owned()));
        let is = |value: &str, rest: &str| Some((value.to_owned(), rest.to_owned()));
        assert_eq!(read("\"a b\", c"), is("a b", ", c"));
        assert_eq!(read("\"a\\\"b\" c"), is("a\"b", " c"));
        assert_eq!(read("a b"), is("a", " b"));
        assert_eq!(read(""), is("", ""));
        assert_eq!(read("\"a"), None);
    }
}
