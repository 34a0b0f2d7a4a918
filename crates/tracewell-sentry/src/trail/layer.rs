use std::time::SystemTime;

use sentry_core::{Breadcrumb, Level};
use tracewell_export::is_export_thread;
use tracewell_names::target;
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

use super::collector::{Collector, LONGEST_MESSAGE};
use super::crumbs::keep;

/// What a breadcrumb takes besides its texts.
const CRUMB: usize = 160;

/// Makes a breadcrumb of each event, those of libraries and of the `log` crate too. Inside the guard, like every sink.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TrailLayer;

impl<S: Subscriber> Layer<S> for TrailLayer {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let metadata = event.metadata();
        // A failure is an event of Sentry's own, not a crumb on the way to it.
        if *metadata.level() == tracing::Level::TRACE || metadata.target() == target::FAILURE || is_export_thread() {
            return;
        }
        let mut fields = Collector::default();
        event.record(&mut fields);
        let Collector { message, log_target, data, bytes } = fields;
        let category = log_target.unwrap_or_else(|| metadata.target().to_owned());
        let bytes = CRUMB + category.len().min(LONGEST_MESSAGE) + bytes;
        let crumb = Breadcrumb {
            timestamp: SystemTime::now(),
            category: Some(category),
            level: level(*metadata.level()),
            message,
            data: data.into_iter().collect(),
            ..Breadcrumb::default()
        };
        keep(crumb, bytes);
    }
}

pub(crate) const fn level(level: tracing::Level) -> Level {
    match level {
        tracing::Level::ERROR => Level::Error,
        tracing::Level::WARN => Level::Warning,
        tracing::Level::INFO => Level::Info,
        _ => Level::Debug,
    }
}
