use std::sync::Arc;
use std::time::Duration;

use tracewell_redact::Policy;
use tracewell_sentry::{Reading, Service, Settings};

use crate::init::Sink;
use crate::settings::{EnvironmentName, Lookup};

/// Sentry, as far as the environment asks for it.
#[derive(Clone, Debug)]
pub(crate) struct Sentry {
    running: Option<Arc<tracewell_sentry::Sentry>>,
    failed: bool,
}

impl Sentry {
    pub(crate) fn start(
        lookup: &mut Lookup,
        (name, version): (&str, &str),
        environment: EnvironmentName,
        policy: &Policy,
    ) -> Self {
        let Reading { settings, invalid, .. } = Settings::read(|variable| lookup.text(variable));
        for variable in invalid {
            lookup.refuse(variable);
        }
        let service = Service::new(name, version).environment(environment.as_str());
        let started = settings.map(|settings| tracewell_sentry::Sentry::prepare(&settings, &service, policy));
        let failed = matches!(started, Some(Err(_)));
        Self { running: started.and_then(Result::ok).map(Arc::new), failed }
    }

    pub(crate) const fn is_on(&self) -> bool {
        self.running.is_some()
    }

    /// Whether it was asked for and could not start.
    pub(crate) const fn has_failed(&self) -> bool {
        self.failed
    }

    pub(crate) fn sends_transactions(&self) -> bool {
        self.running.as_ref().is_some_and(|running| running.sends_transactions())
    }

    pub(crate) fn sink(&self) -> Option<Sink> {
        Some(self.running.as_ref()?.layer())
    }

    /// Hears of failures from now on.
    pub(crate) fn activate(&self) {
        if let Some(running) = &self.running {
            running.activate();
        }
    }

    /// Takes part in what there is one of in a process.
    pub(crate) fn install(&self) {
        if let Some(running) = &self.running {
            running.install_globally();
        }
    }

    pub(crate) fn publish_metrics(&self) {
        if let Some(running) = &self.running {
            running.publish_metrics();
        }
    }

    pub(crate) fn flush(&self, deadline: Duration) -> bool {
        self.running.as_ref().is_none_or(|running| running.flush(deadline))
    }

    /// Begins to send what waits; what it returns waits for that.
    pub(crate) fn begin_flush(&self, deadline: Duration) -> impl FnOnce() -> bool + '_ {
        let begun = self.running.as_ref().map(|running| running.begin_flush(deadline));
        move || begun.is_none_or(|wait| wait())
    }

    /// The same for the last time.
    pub(crate) fn begin_shutdown(&self, deadline: Duration) -> impl FnOnce() -> bool + '_ {
        let begun = self.running.as_ref().map(|running| running.begin_shutdown(deadline));
        move || begun.is_none_or(|wait| wait())
    }

    pub(crate) fn dropped(&self) -> u64 {
        self.running.as_ref().map_or(0, |running| running.dropped())
    }
}
