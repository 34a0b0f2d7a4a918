use super::Needle;
use super::needle::each_place;
use crate::testing::Form;

/// Bytes as text, in whatever case.
pub(in crate::testing) struct Text<'v> {
    bytes: &'v [u8],
    folded: Vec<u8>,
}

impl<'v> Text<'v> {
    pub(in crate::testing) fn of(bytes: &'v [u8]) -> Self {
        Self { bytes, folded: bytes.to_ascii_lowercase() }
    }

    pub(in crate::testing) fn find(&self, needle: &Needle, found: &mut impl FnMut(usize, Form)) {
        each_place(&needle.secret, self.bytes, |at| found(at, Form::Raw));
        for folded in &needle.folded {
            each_place(folded, &self.folded, |at| {
                let is_exact = self.bytes.get(at..).is_some_and(|rest| rest.starts_with(needle.secret.needle()));
                if !is_exact {
                    found(at, Form::OtherCase);
                }
            });
        }
    }
}
