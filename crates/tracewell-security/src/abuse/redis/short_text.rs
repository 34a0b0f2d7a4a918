use std::fmt;

/// As long as a UUID in hexadecimal digits, and two more: what this leaves of 40 bytes.
const INLINE: usize = 38;

/// A text that is usually short, and then takes no memory of its own.
#[derive(Clone)]
pub(super) enum ShortText {
    Inline { len: u8, bytes: [u8; INLINE] },
    Long(Box<str>),
}

impl ShortText {
    pub(super) fn new(text: &str) -> Self {
        let mut bytes = [0; INLINE];
        match (bytes.get_mut(..text.len()), u8::try_from(text.len())) {
            (Some(place), Ok(len)) => {
                place.copy_from_slice(text.as_bytes());
                Self::Inline { len, bytes }
            }
            _ => Self::Long(text.into()),
        }
    }

    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Inline { len, bytes } => {
                let text = bytes.get(..usize::from(*len)).unwrap_or_default();
                std::str::from_utf8(text).unwrap_or_default()
            }
            Self::Long(text) => text,
        }
    }
}

impl fmt::Debug for ShortText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stays_what_it_is_at_any_length() {
        for len in [0, 1, INLINE - 1, INLINE, INLINE + 1, 255, 256, 300] {
            let text = "x".repeat(len);
            assert_eq!(ShortText::new(&text).as_str(), text);
            assert_eq!(matches!(ShortText::new(&text), ShortText::Long(_)), len > INLINE);
        }
        assert_eq!(ShortText::new("größer").as_str(), "größer");
        assert!(size_of::<ShortText>() <= 40);
    }
}
