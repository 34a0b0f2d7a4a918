use std::borrow::Cow;

/// A personal part of a line: what it says, or what is left of it once it was erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part<'l> {
    /// Its JSON text.
    Text(&'l [u8]),
    /// Its salted digest, in hex.
    Erased(&'l [u8]),
}

impl<'l> Part<'l> {
    pub(crate) fn text(self) -> Option<&'l [u8]> {
        match self {
            Self::Text(text) => Some(text),
            Self::Erased(_) => None,
        }
    }

    pub(crate) fn is_erased(self) -> bool {
        matches!(self, Self::Erased(_))
    }
}

/// The characters of a JSON string; `None` for `null` and for anything else.
pub(crate) fn text_of(json: &[u8]) -> Option<Cow<'_, str>> {
    let inner = json.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    if memchr::memchr(b'\\', inner).is_none() {
        return std::str::from_utf8(inner).ok().map(Cow::Borrowed);
    }
    serde_json::from_slice(json).ok().map(Cow::Owned)
}
