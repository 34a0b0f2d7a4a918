use std::io::Result;

use crate::file::slots::Slots;

/// Leaves files as they are.
#[derive(Debug)]
pub(in crate::file) struct Compressor;

impl Compressor {
    pub(in crate::file) const fn new() -> Self {
        Self
    }

    pub(in crate::file) fn keep_still(&self, change: impl FnOnce() -> Result<()>) -> Result<()> {
        change()
    }

    #[expect(clippy::unused_self, clippy::needless_pass_by_ref_mut, reason = "as where the feature is on")]
    pub(in crate::file) fn begin(&mut self, _slots: Slots) {}
}
