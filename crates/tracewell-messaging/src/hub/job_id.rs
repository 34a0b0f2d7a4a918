use std::fmt;
use std::str::FromStr;

use tracewell_context::{InvalidId, TeamId};

/// What a stream can follow apart from its team: an import, an order, an object. 1 to 128 visible characters.
///
/// ```
/// use tracewell_messaging::JobId;
///
/// assert_eq!(JobId::new("import-7")?.as_str(), "import-7");
/// assert!(JobId::new("two words").is_err());
/// # Ok::<(), tracewell_context::InvalidId>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct JobId(
    // The same grammar, and as cheap to clone.
    TeamId,
);

impl JobId {
    /// Takes `id` if it is 1 to 128 visible characters.
    ///
    /// # Errors
    ///
    /// [`InvalidId`] says which rule was broken, without the value.
    pub fn new(id: impl AsRef<str>) -> Result<Self, InvalidId> {
        TeamId::new(id).map(Self)
    }

    /// The identifier as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("JobId").field(&self.as_str()).finish()
    }
}

impl FromStr for JobId {
    type Err = InvalidId;

    fn from_str(id: &str) -> Result<Self, InvalidId> {
        Self::new(id)
    }
}
