use std::borrow::Cow;

use super::Decoded;
use crate::testing::Form;

/// One way of reading what was captured.
#[derive(Debug)]
pub(in crate::testing) struct View<'c> {
    pub(in crate::testing) bytes: Cow<'c, [u8]>,
    /// Where each byte began; each at its own place if there are none.
    origins: Option<Vec<usize>>,
    /// The encodings that were taken off.
    forms: Vec<Form>,
}

impl<'c> View<'c> {
    /// As it is.
    pub(super) const fn of(captured: &'c [u8]) -> Self {
        Self { bytes: Cow::Borrowed(captured), origins: None, forms: Vec::new() }
    }

    pub(super) const fn depth(&self) -> usize {
        self.forms.len()
    }

    /// Where the byte at `at` began in what was captured.
    pub(in crate::testing) fn origin(&self, at: usize) -> usize {
        self.origins.as_ref().map_or(at, |origins| origins.get(at).copied().unwrap_or_default())
    }

    /// The encodings that were taken off, with that of the secret itself.
    pub(in crate::testing) fn forms_with(&self, form: Form) -> Vec<Form> {
        let mut forms = self.forms.clone();
        if form != Form::Raw || forms.is_empty() {
            forms.push(form);
        }
        forms
    }

    pub(super) fn decoded(&self, form: Form, decoded: Decoded) -> View<'static> {
        let origins = decoded.starts.iter().map(|start| self.origin(*start)).collect();
        View { bytes: Cow::Owned(decoded.bytes), origins: Some(origins), forms: self.forms_with(form) }
    }
}
