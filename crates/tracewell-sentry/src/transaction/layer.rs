use std::fmt;
use std::sync::Arc;

use sentry_core::{Client, Envelope};
use tracewell_export::is_export_thread;
use tracing::span::{Attributes, Id, Record};
use tracing::{Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use super::open::OpenSpan;
use crate::trail::Collector;

/// Makes transactions of spans. Inside the guard, like every sink.
#[derive(Clone)]
pub(crate) struct TransactionLayer {
    client: Arc<Client>,
    rate: f32,
}

/// A span of a transaction that is not sent, so that no span below it begins one.
struct Unsampled;

impl TransactionLayer {
    pub(crate) const fn new(client: Arc<Client>, rate: f32) -> Self {
        Self { client, rate }
    }
}

impl<S> Layer<S> for TransactionLayer
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let metadata = span.metadata();
        let parent = span.parent().map(|parent| {
            let extensions = parent.extensions();
            extensions.get::<OpenSpan>().map(|parent| parent.child(metadata.name(), metadata.target()))
        });
        let open = match parent {
            Some(open) => open,
            // The spans of a connection are no piece of work.
            None if *metadata.level() > Level::INFO || is_export_thread() => None,
            None => {
                self.client.sample_should_send(self.rate).then(|| OpenSpan::root(metadata.name(), metadata.target()))
            }
        };
        let mut extensions = span.extensions_mut();
        match open {
            Some(mut open) => {
                let mut fields = Collector::default();
                attributes.record(&mut fields);
                open.record(fields);
                extensions.insert(open);
            }
            None => extensions.insert(Unsampled),
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        if let Some(open) = span.extensions_mut().get_mut::<OpenSpan>() {
            let mut fields = Collector::default();
            values.record(&mut fields);
            open.record(fields);
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let Some(span) = context.span(&id) else { return };
        let open = span.extensions_mut().remove::<OpenSpan>();
        if let Some(mut transaction) = open.and_then(OpenSpan::end) {
            let options = self.client.options();
            transaction.release.clone_from(&options.release);
            transaction.environment.clone_from(&options.environment);
            let mut envelope = Envelope::new();
            envelope.add_item(transaction);
            self.client.send_envelope(envelope);
        }
    }
}

impl fmt::Debug for TransactionLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransactionLayer").field("rate", &self.rate).finish_non_exhaustive()
    }
}
