use std::sync::Arc;

use arrayvec::ArrayString;

/// Bytes that are kept in place: a UUID, and what is not much longer.
const HERE: usize = 40;

/// The text of an id, which is short as a rule and then needs no memory of its own.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum IdText {
    Here(ArrayString<HERE>),
    Away(Arc<str>),
}

impl IdText {
    pub(super) fn new(text: &str) -> Self {
        ArrayString::from(text).map_or_else(|_| Self::Away(text.into()), Self::Here)
    }

    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Here(text) => text,
            Self::Away(text) => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_the_same_wherever_it_is_kept() {
        for length in [0, 1, 36, HERE, HERE + 1, 128, 300] {
            let text = "a".repeat(length);
            let kept = IdText::new(&text);
            assert_eq!(kept.as_str(), text);
            assert_eq!(matches!(kept, IdText::Here(_)), length <= HERE);
            assert!(kept == IdText::new(&text) && kept != IdText::new(&format!("{text}b")));
        }
    }
}
