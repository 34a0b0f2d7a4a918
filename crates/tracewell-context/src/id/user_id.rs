use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::{InvalidId, visible};

/// Whoever acts: a person, a service account, an opaque subject: 1 to 128 visible characters.
///
/// Visible are printable ASCII without the space, and letters and digits of any script. Cloning is cheap.
///
/// ```
/// use tracewell_context::UserId;
///
/// let id = UserId::new("user-7")?;
/// assert_eq!(id.as_str(), "user-7");
/// assert!(UserId::new("line\nbreak").is_err());
/// # Ok::<(), tracewell_context::InvalidId>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId(Arc<str>);

impl UserId {
    /// Takes `id` if it is 1 to 128 visible characters.
    ///
    /// # Errors
    ///
    /// [`InvalidId`] says which rule was broken, without the value.
    pub fn new(id: impl AsRef<str>) -> Result<Self, InvalidId> {
        let id = id.as_ref();
        visible::check(id)?;
        Ok(Self(Arc::from(id)))
    }

    /// The identifier as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for UserId {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("UserId").field(&self.as_str()).finish()
    }
}

impl FromStr for UserId {
    type Err = InvalidId;

    fn from_str(id: &str) -> Result<Self, InvalidId> {
        Self::new(id)
    }
}
