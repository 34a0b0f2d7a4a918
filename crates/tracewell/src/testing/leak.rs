use std::fmt;

use super::Form;

/// Where a secret was found. Holds nothing of the secret, nor of what stands around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leak {
    secret: usize,
    offset: usize,
    line: usize,
    forms: Vec<Form>,
}

impl Leak {
    pub(super) fn found(secret: usize, captured: &[u8], offset: usize, forms: Vec<Form>) -> Self {
        let before = captured.get(..offset).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        Self { secret, offset, line, forms }
    }

    pub(super) fn too_short(secret: usize) -> Self {
        Self { secret, offset: 0, line: 0, forms: vec![Form::TooShort] }
    }

    /// Which of the secrets it is, the first being 0.
    #[must_use]
    pub const fn secret(&self) -> usize {
        self.secret
    }

    /// Byte at which it begins in what was captured.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// Line on which it begins, the first being 1; 0 if it was not looked for.
    #[must_use]
    pub const fn line(&self) -> usize {
        self.line
    }

    /// How it is written, from the outside in: `[Escaped, Base64]` is base64 inside of an escaped text. Never empty.
    #[must_use]
    pub fn forms(&self) -> &[Form] {
        &self.forms
    }
}

impl fmt::Display for Leak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "secret {}", self.secret)?;
        if self.line > 0 {
            write!(f, " at byte {}, line {}", self.offset, self.line)?;
        }
        for (at, form) in self.forms.iter().enumerate() {
            write!(f, "{}{form}", if at == 0 { ": " } else { ", in it " })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leak_says_where_and_how() {
        let leak = Leak::found(2, b"one\ntwo\nthree", 9, vec![Form::Escaped, Form::Base64]);
        assert_eq!(leak.to_string(), "secret 2 at byte 9, line 3: escaped, in it base64");
        assert_eq!(
            Leak::too_short(0).to_string(),
            "secret 0: not looked for, fewer than 4 bytes would be found by chance"
        );
    }
}
