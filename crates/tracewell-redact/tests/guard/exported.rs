use opentelemetry::trace::TracerProvider;
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider, SpanData};
use tracing_subscriber::Layer;

use super::Sink;

/// What OpenTelemetry has exported.
pub(crate) struct Exported {
    exporter: InMemorySpanExporter,
    provider: SdkTracerProvider,
}

impl Default for Exported {
    fn default() -> Self {
        let exporter = InMemorySpanExporter::default();
        let provider = SdkTracerProvider::builder().with_simple_exporter(exporter.clone()).build();
        Self { exporter, provider }
    }
}

impl Exported {
    /// OpenTelemetry's layer, exporting to this.
    pub(crate) fn layer(&self) -> Sink {
        tracing_opentelemetry::layer().with_tracer(self.provider.tracer("test")).boxed()
    }

    pub(crate) fn spans(&self) -> Vec<SpanData> {
        self.exporter.get_finished_spans().unwrap()
    }

    /// All of it as text.
    pub(crate) fn text(&self) -> String {
        format!("{:?}", self.spans())
    }

    pub(crate) fn span(&self, name: &str) -> SpanData {
        self.spans().into_iter().find(|span| span.name == *name).unwrap()
    }
}
