use std::sync::{Arc, OnceLock};

use crate::Security;

/// The [`Security`] of a layer: the one it was given, or the installed one as of the first request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Chosen(Arc<OnceLock<Security>>);

impl Chosen {
    pub(crate) fn own(security: Security) -> Self {
        Self(Arc::new(OnceLock::from(security)))
    }

    pub(crate) fn get(&self) -> &Security {
        self.0.get_or_init(Security::installed)
    }
}
