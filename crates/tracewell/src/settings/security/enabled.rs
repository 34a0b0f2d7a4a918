use std::time::Duration;

use tracewell_redact::{ClientHost, Policy};
use tracewell_security::{Security, Settings, Violation};

use crate::settings::{Correlation, Lookup};

/// `ABUSE_*` and `REDIS_URL`.
#[derive(Debug)]
pub(crate) struct SecuritySettings(Settings);

impl SecuritySettings {
    pub(crate) fn read(lookup: &mut Lookup) -> Self {
        let settings = Settings::read(|variable| lookup.text(variable));
        for variable in settings.invalid() {
            lookup.refuse(variable);
        }
        Self(settings)
    }

    /// Makes the process's [`Security`] of it; the first start decides. To be called once somebody listens: a Redis that
    /// is out of reach is told at once.
    pub(crate) fn install(self, policy: &Policy, correlation: &Correlation, client_host: Option<ClientHost>) {
        let builder = Security::builder(policy.clone())
            .proxies_configured(!correlation.proxies.is_empty())
            .client_host(client_host.unwrap_or_else(|| ClientHost::of(policy)));
        self.0.apply(builder).build().install();
    }

    /// Says that redaction is switched off, where it is.
    pub(crate) fn tell(policy: &Policy) {
        if !policy.is_redacting() {
            Security::installed().record(Violation::RedactionDisabled);
        }
    }

    /// Waits for signals that are still to be given.
    pub(crate) fn flush(deadline: Duration) {
        Security::installed().tracker().flush(deadline);
    }
}
