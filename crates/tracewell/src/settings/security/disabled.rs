use std::time::Duration;

use tracewell_redact::{ClientHost, Policy};

use crate::settings::{Correlation, Lookup};

/// Nothing.
#[derive(Debug)]
pub(crate) struct SecuritySettings;

impl SecuritySettings {
    pub(crate) fn read(_: &mut Lookup) -> Self {
        Self
    }

    pub(crate) fn install(self, _: &Policy, _: &Correlation, _: Option<ClientHost>) {}

    pub(crate) fn tell(_: &Policy) {}

    pub(crate) fn flush(_: Duration) {}
}
