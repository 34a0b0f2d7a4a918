use std::sync::Arc;

use tracewell_redact::{Mode, Policy};

use crate::metrics::Series;
use crate::{Defaults, Previews, Propagation};

/// The longest name of a service that is told, in bytes.
const LONGEST_NAME: usize = 64;

/// What a client goes by. Clones share everything that grows.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    pub(crate) service: Arc<str>,
    pub(crate) policy: Policy,
    pub(crate) propagation: Propagation,
    pub(crate) defaults: Defaults,
    previews: Previews,
    pub(crate) series: Arc<Series>,
}

impl Rules {
    pub(crate) fn new(service: &str) -> Self {
        let mut end = service.len().min(LONGEST_NAME);
        while !service.is_char_boundary(end) {
            end -= 1;
        }
        let service: Arc<str> = service.get(..end).unwrap_or_default().into();
        let defaults = Defaults::installed();
        Self {
            series: Arc::new(Series::new(Arc::clone(&service))),
            service,
            policy: Policy::installed(),
            propagation: Propagation::default(),
            previews: defaults.chosen_previews(),
            defaults,
        }
    }

    pub(crate) fn set_previews(&mut self, previews: Previews) {
        self.previews = previews;
    }

    /// How many bytes of a body may be shown. None anywhere but in development, whoever asked for them: a client's own policy
    /// does not make development of a process that is none.
    pub(crate) fn preview_bytes(&self) -> Option<usize> {
        let shows = || self.policy.mode() == Mode::Development && Policy::installed().mode() == Mode::Development;
        self.previews.bytes().filter(|_| shows())
    }
}
