use std::time::Duration;

use tokio::runtime::Handle;
use tracewell_runtime::RuntimeWatch;

/// As often as metrics are looked at, or more.
const EVERY: Duration = Duration::from_secs(5);

/// Looks at the runtime that telemetry was started in, if it was in one.
#[derive(Debug)]
pub(crate) struct RuntimeHealth(Option<RuntimeWatch>);

impl RuntimeHealth {
    pub(crate) fn watch() -> Self {
        // Without a thread for it nobody looks; a service starts all the same.
        let watch = Handle::try_current().ok().and_then(|handle| RuntimeWatch::start(&handle, EVERY).ok());
        Self(watch)
    }

    pub(crate) fn publish_metrics(&self) {
        if let Some(watch) = &self.0 {
            watch.sample();
        }
    }

    pub(crate) fn end(&mut self) {
        self.0 = None;
    }
}
