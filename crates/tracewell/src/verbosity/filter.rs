use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Metadata, Subscriber};
use tracing_subscriber::layer::Context;
use tracing_subscriber::{EnvFilter, Layer};

use super::handle::Verbosity;
use crate::detail::{Targets, forget, note};

/// The filter of the environment, and besides it what the rule in force lets through, and what is kept for the log in case
/// its work fails. Without either it costs what the filter does, since callsites that it refuses are not asked again.
#[derive(Debug)]
pub(crate) struct AdjustableFilter {
    base: EnvFilter,
    verbosity: Verbosity,
    /// Whose DEBUG lines are kept for the log, if any are.
    kept: Option<Targets>,
}

impl AdjustableFilter {
    pub(crate) const fn new(base: EnvFilter, verbosity: Verbosity, kept: Option<Targets>) -> Self {
        Self { base, verbosity, kept }
    }

    fn may_keep(&self, metadata: &Metadata<'_>) -> bool {
        self.kept.as_ref().is_some_and(|kept| kept.cover(metadata))
    }
}

impl<S: Subscriber> Layer<S> for AdjustableFilter {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        let interest = Layer::<S>::register_callsite(&self.base, metadata);
        let may_more = || self.verbosity.covers(metadata) || self.may_keep(metadata);
        if !interest.is_always() && may_more() { Interest::sometimes() } else { interest }
    }

    fn enabled(&self, metadata: &Metadata<'_>, context: Context<'_, S>) -> bool {
        let enabled = self.base.enabled(metadata, context) || self.verbosity.opens(metadata);
        let Some(kept) = &self.kept else { return enabled };
        if enabled {
            forget(metadata);
            return true;
        }
        let keeps = kept.keep(metadata);
        if keeps {
            note(metadata);
        }
        keeps
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        // No hint stands for all levels.
        let base = Layer::<S>::max_level_hint(&self.base)?;
        let kept = self.kept.as_ref().map(|_| LevelFilter::DEBUG);
        [self.verbosity.level(), kept].into_iter().flatten().chain([base]).max()
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        self.base.on_new_span(attributes, id, context);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        self.base.on_record(id, values, context);
    }

    fn on_enter(&self, id: &Id, context: Context<'_, S>) {
        self.base.on_enter(id, context);
    }

    fn on_exit(&self, id: &Id, context: Context<'_, S>) {
        self.base.on_exit(id, context);
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        self.base.on_close(id, context);
    }
}
