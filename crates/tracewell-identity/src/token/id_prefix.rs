use std::fmt;

/// How many characters of a token's id may be shown.
const SHOWN: usize = 8;

/// The first eight characters of a token's id: enough to find it at its issuer, too little to be it.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenIdPrefix(Box<str>);

impl TokenIdPrefix {
    pub(crate) fn of(id: &str) -> Self {
        // An id this short would be shown whole.
        let shown = if id.chars().nth(SHOWN).is_some() { SHOWN } else { id.chars().count() / 2 };
        Self(id.chars().take(shown).collect())
    }

    /// The characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for TokenIdPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TokenIdPrefix").field(&self.as_str()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_id_is_shown_whole() {
        assert_eq!(TokenIdPrefix::of("0123456789").as_str(), "01234567");
        assert_eq!(TokenIdPrefix::of("01234567").as_str(), "0123");
        assert_eq!(TokenIdPrefix::of("äöüäöüäöü").as_str(), "äöüäöüäö");
        assert_eq!(TokenIdPrefix::of("").as_str(), "");
    }
}
