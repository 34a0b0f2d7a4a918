use std::sync::Arc;

use bytes::Bytes;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span};
use prost::Message;
use tracewell_export::Queue;

use super::{Finished, conventions};
use crate::export::Batches;
use crate::net::Net;

/// Makes requests of the spans that wait.
pub(crate) struct SpanSource {
    queue: Arc<Queue<Finished>>,
    resource: Resource,
    net: Net,
}

impl SpanSource {
    pub(crate) const fn new(queue: Arc<Queue<Finished>>, resource: Resource, net: Net) -> Self {
        Self { queue, resource, net }
    }

    fn clean(&mut self, finished: Finished) -> Span {
        let Finished { span, work } = finished;
        let mut span = Span::from(span);
        conventions::apply(&mut span, work.as_ref(), self.net.policy());
        self.net.title(&mut span.name);
        self.net.trace_state(&mut span.trace_state);
        self.net.attributes(&mut span.attributes);
        for event in &mut span.events {
            self.net.title(&mut event.name);
            self.net.attributes(&mut event.attributes);
        }
        for link in &mut span.links {
            self.net.trace_state(&mut link.trace_state);
            self.net.attributes(&mut link.attributes);
        }
        if let Some(status) = &mut span.status {
            self.net.text(&mut status.message);
        }
        span
    }
}

impl Batches for SpanSource {
    fn next(&mut self) -> Option<(Bytes, usize)> {
        let batch = self.queue.take();
        if batch.is_empty() {
            return None;
        }
        let items = batch.len();
        let mut scopes: Vec<(opentelemetry::InstrumentationScope, ScopeSpans)> = Vec::new();
        for finished in batch {
            let scope = finished.span.instrumentation_scope.clone();
            let span = self.clean(finished);
            match scopes.iter_mut().find(|(known, _)| *known == scope) {
                Some((_, spans)) => spans.spans.push(span),
                None => {
                    let mut spans = ScopeSpans {
                        scope: Some((&scope, None).into()),
                        spans: vec![span],
                        schema_url: scope.schema_url().unwrap_or_default().to_owned(),
                    };
                    spans.scope.iter_mut().for_each(|scope| self.net.scope(scope));
                    self.net.schema(&mut spans.schema_url);
                    scopes.push((scope, spans));
                }
            }
        }
        let request = ExportTraceServiceRequest {
            resource_spans: vec![ResourceSpans {
                resource: Some(self.resource.clone()),
                scope_spans: scopes.into_iter().map(|(_, spans)| spans).collect(),
                schema_url: String::new(),
            }],
        };
        Some((request.encode_to_vec().into(), items))
    }

    async fn ready(&self) {
        self.queue.ready().await;
    }

    fn close(&self) {
        self.queue.close();
    }

    fn settle(&self) {
        self.queue.settle();
    }
}
