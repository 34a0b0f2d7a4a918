use std::sync::Arc;

/// Bytes that are kept in place: a UUID, and what is not much longer.
const HERE: usize = 40;

/// Aligned to the words in which a text is looked at.
#[derive(Clone, PartialEq, Eq, Hash)]
#[repr(align(8))]
pub(super) struct Place([u8; HERE]);

/// The text of an id, which is short as a rule and then needs no memory of its own.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum IdText {
    Here { length: u8, place: Place },
    Away(Arc<str>),
}

impl IdText {
    pub(super) fn new(text: &str) -> Self {
        let mut bytes = [0; HERE];
        match (bytes.get_mut(..text.len()), u8::try_from(text.len())) {
            (Some(start), Ok(length)) => {
                start.copy_from_slice(text.as_bytes());
                Self::Here { length, place: Place(bytes) }
            }
            _ => Self::Away(text.into()),
        }
    }

    pub(super) fn uuid(text: [u8; 36]) -> Self {
        let mut bytes = [0; HERE];
        bytes[..36].copy_from_slice(&text);
        Self::Here { length: 36, place: Place(bytes) }
    }

    pub(super) fn as_str(&self) -> &str {
        match self {
            // What went in was text.
            Self::Here { length, place: Place(bytes) } => {
                std::str::from_utf8(bytes.get(..usize::from(*length)).unwrap_or_default()).unwrap_or_default()
            }
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
            assert_eq!(matches!(kept, IdText::Here { .. }), length <= HERE);
            assert!(kept == IdText::new(&text) && kept != IdText::new(&format!("{text}b")));
        }
    }
}
