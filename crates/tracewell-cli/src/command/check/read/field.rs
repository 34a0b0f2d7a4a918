use std::borrow::Cow;

use memchr::memchr2_iter;

use super::value::value;

/// A field where it stands in a text: ` name=value` or `, name: value`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'t> {
    /// What stands before the name.
    pub(super) before: &'t str,
    pub(super) name: &'t str,
    /// What stands behind the `=` or the `: `.
    pub(super) assigned: &'t str,
    /// Written with `: `.
    pub(super) pretty: bool,
}

impl<'t> Field<'t> {
    /// Its value: in quotes, or up to the next blank, comma or bracket.
    pub(super) fn value(self) -> Option<Cow<'t, str>> {
        value(self.assigned, |byte| matches!(byte, b' ' | b',' | b'}' | b'\n')).map(|(value, _)| value)
    }

    /// Where its value ends in the text.
    pub(super) fn end(self) -> usize {
        let start = self.before.len() + self.name.len() + if self.pretty { 2 } else { 1 };
        let rest = value(self.assigned, |byte| matches!(byte, b' ' | b',')).map_or(self.assigned, |(_, rest)| rest);
        start + self.assigned.len() - rest.len()
    }

    /// Whether the name stands alone: behind a blank, a comma or an open bracket.
    pub(super) fn stands_alone(self) -> bool {
        self.before.is_empty() || self.before.ends_with([' ', '{', ',', '\n'])
    }
}

/// Everything in `text` that is written like a field, wherever it stands.
pub(super) fn fields(text: &str) -> impl Iterator<Item = Field<'_>> {
    memchr2_iter(b'=', b':', text.as_bytes()).filter_map(move |at| {
        let pretty = text.as_bytes().get(at) == Some(&b':');
        let assigned = text.get(at + 1..)?;
        let assigned = if pretty { assigned.strip_prefix(' ')? } else { assigned };
        let ahead = text.get(..at)?;
        let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let length = ahead.bytes().rev().take_while(is_of_name).count();
        let (before, name) = ahead.split_at_checked(at - length)?;
        (length > 0).then_some(Field { before, name, assigned, pretty })
    })
}
