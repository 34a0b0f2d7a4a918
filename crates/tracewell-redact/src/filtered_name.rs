/// The name of a field that is outside the allowlist, and how often that mattered: see
/// [`Policy::filtered_most`](crate::Policy::filtered_most).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilteredName {
    name: Box<str>,
    count: u64,
}

impl FilteredName {
    pub(crate) fn new(name: &str, count: u64) -> Self {
        Self { name: name.into(), count }
    }

    /// The name, scrubbed and cut like a name from outside.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many events and spans had the field.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }
}
