//! What is exported as a span, and to what it is linked; without an exporter there is none.
#![cfg(all(feature = "broker", feature = "sse"))]
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use http::HeaderMap;
use http_body_util::BodyExt as _;
use support::job;
use tracewell_context::{Context, CorrelationId, Principal, TeamId, TraceParent, UserId, current, scope};
use tracewell_messaging::{Broker as _, Event, EventStream, Failure, Hub, InProcess, Message, open_spans};
use tracewell_names::attribute;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Span, Subscriber};
use tracing_subscriber::layer::{Context as Layered, Layer, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;

const TRACE: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

type Spans = Arc<Mutex<Vec<BTreeMap<String, String>>>>;

static LINKS: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn link(_: &Span, origin: TraceParent) {
    LINKS.lock().unwrap().push(origin.to_string());
}

/// Keeps the fields of each span.
struct Kept(Spans);

struct Fields<'f>(&'f mut BTreeMap<String, String>);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}").trim_matches('"').to_owned());
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Kept {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, _: Layered<'_, S>) {
        let mut fields = BTreeMap::from([("id".to_owned(), id.into_u64().to_string())]);
        attributes.record(&mut Fields(&mut fields));
        self.0.lock().unwrap().push(fields);
    }

    fn on_record(&self, id: &Id, record: &Record<'_>, _: Layered<'_, S>) {
        let mut spans = self.0.lock().unwrap();
        let id = id.into_u64().to_string();
        if let Some(span) = spans.iter_mut().rev().find(|span| span["id"] == id) {
            record.record(&mut Fields(span));
        }
    }
}

async fn pass_messages() -> Option<TraceParent> {
    let context = Context::new(CorrelationId::new("r-1").unwrap());
    context.bind(Principal::new(TeamId::new("acme").unwrap()).user(UserId::new("u-7").unwrap())).unwrap();
    context.set_trace_parent(TRACE.parse().unwrap());
    let seen = Arc::new(Mutex::new(None));
    let noted = Arc::clone(&seen);
    let broker = InProcess::builder("orders").delivery_limit(1).start(move |message: Message| {
        *noted.lock().unwrap() = current().unwrap().trace_parent();
        std::future::ready(match message.routing_key() {
            "order.placed" => Ok(()),
            _ => Err(Failure::permanent(std::io::Error::other("no"))),
        })
    });
    let hub = Hub::default();
    let work = async {
        broker.publish(Message::new("order.failed", "x")).await.unwrap();
        broker.publish(Message::new("order.placed", "four").header("x-job-id", "import-7")).await.unwrap();
        let mut body = EventStream::open(&hub, job("acme", "import-7"), &HeaderMap::new()).unwrap().into_body();
        hub.publish(&job("acme", "import-7"), &Event::new("item.created", "x")).unwrap();
        body.frame().await.unwrap().unwrap();
        body.frame().await.unwrap().unwrap();
    };
    scope(context, work).await;
    broker.stop().await;
    seen.lock().unwrap().take()
}

#[tokio::test]
async fn spans_have_the_names_and_links_of_the_conventions() {
    let spans = Spans::default();
    let _installed = tracing::subscriber::set_default(tracing_subscriber::registry().with(Kept(Arc::clone(&spans))));

    let continued = pass_messages().await;
    assert!(spans.lock().unwrap().is_empty(), "nobody exports them");
    assert_eq!(continued.map(|parent| parent.to_string()).as_deref(), Some(TRACE), "so lines go on with the trace");

    open_spans(link);
    let continued = pass_messages().await;
    assert_eq!(continued, None, "a trace of its own, linked");
    assert_eq!(*LINKS.lock().unwrap(), [TRACE; 3], "two messages, and an event on a stream");
    let spans = spans.lock().unwrap().clone();
    let named = |name: &str| spans.iter().filter(|span| span["otel.name"] == name).cloned().collect::<Vec<_>>();
    for span in &spans {
        for name in span.keys().filter(|name| *name != "id" && !name.starts_with("otel.")) {
            assert!(attribute::ALL.contains(&name.as_str()), "{name} is no attribute");
        }
        assert_eq!((span["app.team.id"].as_str(), span["app.user.id"].as_str()), ("acme", "u-7"));
    }
    let published = &named("publish ")[1];
    assert_eq!((published["otel.kind"].as_str(), published["messaging.operation.type"].as_str()), ("producer", "send"));
    let [failed, processed] = &named("process orders")[..] else { panic!("{spans:?}") };
    assert_eq!(
        (processed["otel.kind"].as_str(), processed["messaging.operation.type"].as_str()),
        ("consumer", "process")
    );
    assert_eq!(
        (processed["messaging.destination.name"].as_str(), processed["messaging.system"].as_str()),
        ("orders", "in_process")
    );
    assert_eq!(
        (processed["messaging.message.body.size"].as_str(), processed["app.job.id"].as_str()),
        ("4", "import-7")
    );
    assert_eq!(processed["messaging.message.id"], published["messaging.message.id"]);
    assert!(processed.get("error.type").is_none(), "no error type on success");
    assert_eq!(
        (failed["error.type"].as_str(), failed["otel.status_code"].as_str()),
        ("std::io::error::Error", "ERROR")
    );
    assert_eq!(named("send item.created")[0]["app.job.id"], "import-7");
}
