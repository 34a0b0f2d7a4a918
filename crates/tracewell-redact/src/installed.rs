use std::sync::OnceLock;

use crate::Policy;

static INSTALLED: OnceLock<Policy> = OnceLock::new();

impl Policy {
    /// Makes this the policy that [`installed`](Self::installed) gives from now on; the first one stays.
    ///
    /// # Errors
    ///
    /// The policy itself, if another one is installed.
    pub fn install(self) -> Result<(), Self> {
        INSTALLED.set(self)
    }

    /// The policy of this process: the installed one, else the strict one without a service's own fields.
    ///
    /// For code that is called where no policy can be handed in: an error that turns itself into a response.
    #[must_use]
    pub fn installed() -> Self {
        INSTALLED.get().cloned().unwrap_or_else(Self::production)
    }
}
