//! Whatever way a secret takes into a span, a record or the resource, no byte of it leaves.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::time::Duration;

use opentelemetry::trace::{
    Span as _, SpanContext, SpanId, Status, TraceFlags, TraceId, TraceState, Tracer, TracerProvider,
};
use opentelemetry::{Array, InstrumentationScope, KeyValue, StringValue, Value};
use support::{Collector, planted};
use tracewell_context::{Context, CorrelationId, Principal, TeamId, UserId};
use tracewell_otel::{MetricsRecorder, Otel, Service};
use tracewell_redact::{Policy, Redact};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::layer::SubscriberExt;

/// Through `tracing`, past it, and by the API of OpenTelemetry alone.
fn plant(secret: &str) {
    let owned = || secret.to_owned();
    let context = Context::new(CorrelationId::new("r-1").unwrap());
    if let (Ok(team), Ok(user)) = (TeamId::new("acme"), UserId::new(secret)) {
        context.bind(Principal::new(team).user(user)).unwrap();
    }
    context.in_scope(|| {
        let span = tracing::info_span!("work", note = secret, password = secret, otel.name = secret);
        let _entered = span.enter();
        tracing::info!(note = secret, api_key = secret, "it is {secret} that failed");
        tracing::error!(error = &std::io::Error::other(owned()) as &dyn std::error::Error, "failed");
        span.set_attribute("later", owned());
        span.set_attribute("user_token", "short");
        span.set_attribute(owned(), 1_i64);
        span.set_attribute("list", Value::Array(Array::String(vec![StringValue::from(owned())])));
        span.set_attribute("url.full", format!("https://{secret}@host.example/{secret}?q={secret}#{secret}"));
        span.set_status(Status::error(owned()));
        span.add_event(owned(), vec![KeyValue::new("inside", owned())]);
        let state = TraceState::from_key_value([("vendor", secret)]).unwrap_or_default();
        let linked = SpanContext::new(TraceId::from(7_u128), SpanId::from(7_u64), TraceFlags::SAMPLED, true, state);
        span.add_link_with_attributes(linked, vec![KeyValue::new("link", owned())]);
    });
    let tracer = opentelemetry::global::tracer_provider().tracer("elsewhere");
    let mut span = tracer.start(owned());
    span.set_attribute(KeyValue::new("db.statement", owned()));
    span.end();
    let scope = InstrumentationScope::builder(owned())
        .with_version(owned())
        .with_schema_url(format!("https://schemas.example/{secret}"))
        .with_attributes([KeyValue::new("inside", owned()), KeyValue::new(owned(), 1_i64)]);
    opentelemetry::global::tracer_provider().tracer_with_scope(scope.build()).start("scoped").end();
}

/// As labels, names and descriptions of metrics, which are to be of closed sets and may not be.
fn measure(recorder: &MetricsRecorder, secret: &str) {
    metrics::with_local_recorder(recorder, || {
        metrics::describe_counter!(secret.to_owned(), secret.to_owned());
        metrics::counter!(secret.to_owned(), "kind" => secret.to_owned()).increment(1);
        metrics::counter!("orders", secret.to_owned() => "x", "password" => "planted-word").increment(1);
        metrics::gauge!("depth", secret.to_owned() => "x").set(1.0);
        metrics::histogram!("took", secret.to_owned() => "x").record(1.0);
    });
}

#[test]
fn nothing_planted_arrives() {
    for policy in [Policy::production(), Policy::development()] {
        for (collector, guarded) in [(Collector::grpc(), true), (Collector::http(), true), (Collector::http(), false)] {
            let secrets = planted();
            let list = secrets.iter().enumerate().map(|(n, (_, secret))| format!("host.name{n}={secret}"));
            let names =
                secrets.iter().filter(|(_, secret)| secret.len() < 128).map(|(_, secret)| format!("{secret}=x"));
            let list = list.chain(names).collect::<Vec<_>>().join(",") + ",db_password=planted-word";
            let settings = collector.settings(&[("OTEL_RESOURCE_ATTRIBUTES", &*list)]);
            let otel = Otel::start(&settings, &Service::new("orders", "1"), &policy).unwrap();
            otel.install_globally();
            let sink = otel.layer().unwrap();
            let plant = || secrets.iter().for_each(|(_, secret)| plant(secret));
            if guarded {
                let subscriber = tracing_subscriber::registry().with(Redact::new(policy.clone(), sink));
                tracing::subscriber::with_default(subscriber, plant);
            } else {
                // The second net alone holds as well: it has the same policy.
                tracing::subscriber::with_default(tracing_subscriber::registry().with(sink), plant);
            }
            let recorder = otel.recorder().unwrap();
            secrets.iter().for_each(|(_, secret)| measure(&recorder, secret));
            assert!(otel.shutdown(Duration::from_secs(10)));
            let received = collector.received.lock().unwrap();
            let spans = received.spans();
            assert_eq!((spans.len(), received.records().len()), (3 * secrets.len(), 2 * secrets.len()));
            assert!(received.holds("orders") && received.holds("took"));
            for (kind, secret) in &secrets {
                assert!(!received.holds(secret), "{kind}, guarded: {guarded}, {:?}", policy.mode());
            }
            assert!(!received.holds("planted-word") && !received.holds("short"));
            assert!(spans.iter().any(|span| span.name == "[REDACTED:email]"));
            assert!(received.holds("it is [REDACTED:email] that failed"));
            drop(received);
        }
    }
}
