/// Nobody looks.
#[derive(Debug)]
pub(crate) struct RuntimeHealth;

impl RuntimeHealth {
    pub(crate) const fn watch() -> Self {
        Self
    }

    #[expect(clippy::unused_self, reason = "as where the feature is on")]
    pub(crate) const fn publish_metrics(&self) {}

    #[expect(clippy::unused_self, clippy::needless_pass_by_ref_mut, reason = "as where the feature is on")]
    pub(crate) const fn end(&mut self) {}
}
