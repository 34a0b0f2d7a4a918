use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Metadata, Subscriber};
use tracing_subscriber::layer::Context;
use tracing_subscriber::{EnvFilter, Layer};

use super::handle::Verbosity;

/// The filter of the environment, and besides it what the rule in force lets through. Without a rule it costs what the
/// filter does, since callsites that it refuses are not asked again.
#[derive(Debug)]
pub(crate) struct AdjustableFilter {
    base: EnvFilter,
    verbosity: Verbosity,
}

impl AdjustableFilter {
    pub(crate) const fn new(base: EnvFilter, verbosity: Verbosity) -> Self {
        Self { base, verbosity }
    }
}

impl<S: Subscriber> Layer<S> for AdjustableFilter {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        let interest = Layer::<S>::register_callsite(&self.base, metadata);
        if !interest.is_always() && self.verbosity.covers(metadata) { Interest::sometimes() } else { interest }
    }

    fn enabled(&self, metadata: &Metadata<'_>, context: Context<'_, S>) -> bool {
        self.base.enabled(metadata, context) || self.verbosity.opens(metadata)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        // No hint stands for all levels.
        let base = Layer::<S>::max_level_hint(&self.base)?;
        Some(self.verbosity.level().map_or(base, |level| level.max(base)))
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
