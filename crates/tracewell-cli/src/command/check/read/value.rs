/// Bytes of a value that are kept.
const LONGEST: usize = 256;

/// The value at the start of `text`, and what follows it: in quotes with escapes as in Rust, or bare up to `end`.
pub(super) fn value(text: &str, end: impl Fn(char) -> bool) -> Option<(String, &str)> {
    let Some(inside) = text.strip_prefix('"') else {
        let at = text.find(end).unwrap_or(text.len());
        let (value, rest) = text.split_at_checked(at)?;
        return Some((kept(value), rest));
    };
    let mut value = String::new();
    let mut escaped = false;
    for (at, character) in inside.char_indices() {
        match character {
            _ if escaped => {
                escaped = false;
                value.push(character);
            }
            '\\' => escaped = true,
            '"' => return Some((kept(&value), inside.get(at + 1..)?)),
            _ => value.push(character),
        }
    }
    None
}

fn kept(value: &str) -> String {
    value.get(..value.floor_char_boundary(LONGEST)).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_end_where_they_end() {
        let read = |text| value(text, |c| c == ' ').map(|(value, rest)| (value, rest.to_owned()));
        let is = |value: &str, rest: &str| Some((value.to_owned(), rest.to_owned()));
        assert_eq!(read("\"a b\", c"), is("a b", ", c"));
        assert_eq!(read("\"a\\\"b\" c"), is("a\"b", " c"));
        assert_eq!(read("a b"), is("a", " b"));
        assert_eq!(read(""), is("", ""));
        assert_eq!(read("\"a"), None);
    }
}
