use std::borrow::Cow;

use memchr::memchr2_iter;

use super::value::value;

/// A field where it stands in a text: ` name=value` or `, name: value`. Small, for an event has many.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'t> {
    text: &'t str,
    name: u32,
    name_end: u32,
    /// Written with `: `.
    pub(super) pretty: bool,
}

impl<'t> Field<'t> {
    /// All of the text it stands in.
    pub(super) fn text(self) -> &'t str {
        self.text
    }

    /// What stands before the name.
    pub(super) fn before(self) -> &'t str {
        self.text.get(..self.name as usize).unwrap_or_default()
    }

    pub(super) fn name(self) -> &'t str {
        self.text.get(self.name as usize..self.name_end as usize).unwrap_or_default()
    }

    /// What stands behind the `=` or the `: `.
    pub(super) fn assigned(self) -> &'t str {
        let assign = if self.pretty { 2 } else { 1 };
        self.text.get(self.name_end as usize + assign..).unwrap_or_default()
    }

    /// Its value: in quotes, or up to the next blank, comma or bracket.
    pub(super) fn value(self) -> Option<Cow<'t, str>> {
        value(self.assigned(), |byte| matches!(byte, b' ' | b',' | b'}' | b'\n')).map(|(value, _)| value)
    }

    /// Where its name begins in the text.
    pub(super) fn start(self) -> usize {
        self.name as usize
    }

    /// Where its value ends in the text.
    pub(super) fn end(self) -> usize {
        let assigned = self.assigned();
        let rest = value(assigned, |byte| matches!(byte, b' ' | b',')).map_or(assigned, |(_, rest)| rest);
        self.text.len() - rest.len()
    }

    /// Whether the name stands alone: behind a blank, a comma or an open bracket.
    pub(super) fn stands_alone(self) -> bool {
        let before = self.before();
        before.is_empty() || before.ends_with([' ', '{', ',', '\n'])
    }
}

/// Everything in `text` that is written like a field, wherever it stands.
pub(super) fn fields(text: &str) -> impl Iterator<Item = Field<'_>> {
    memchr2_iter(b'=', b':', text.as_bytes()).filter_map(move |at| {
        let pretty = text.as_bytes().get(at) == Some(&b':');
        if pretty && text.as_bytes().get(at + 1) != Some(&b' ') {
            return None;
        }
        let ahead = text.as_bytes().get(..at)?;
        let is_of_name = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
        let length = ahead.iter().rev().take_while(is_of_name).count();
        let (name, name_end) = (u32::try_from(at - length).ok()?, u32::try_from(at).ok()?);
        (length > 0).then_some(Field { text, name, name_end, pretty })
    })
}
