//! Spans, by OpenTelemetry's conventions for messaging. There are none until something exports them.

use std::sync::OnceLock;

use tracewell_context::TraceParent;
#[cfg(any(feature = "broker", feature = "sse"))]
use tracewell_context::{Principal, UserId};
#[cfg(any(feature = "broker", feature = "sse"))]
use tracewell_names::{field, target};
#[cfg(any(feature = "broker", feature = "sse"))]
use tracewell_redact::{Class, Decision, Policy};
use tracing::Span;

/// Adds a link to a span: this is where what it works on was made.
type Link = fn(&Span, TraceParent);

static LINK: OnceLock<Link> = OnceLock::new();

/// Opens spans for what is published, handled and sent from now on, and says how one is linked to another trace. The
/// first call decides.
///
/// This is how a tracing system takes part, without its types being known here. A message that is handled begins a trace
/// of its own then, with a link to the one it was published in; until then, it goes on with that one.
pub fn open_spans(link: fn(&Span, TraceParent)) {
    let _ = LINK.set(link);
}

/// Whether spans are wanted.
#[cfg(any(feature = "broker", feature = "sse"))]
pub(crate) fn is_on() -> bool {
    LINK.get().is_some()
}

/// Says on a span that what it stands for failed.
#[cfg(feature = "broker")]
pub(crate) fn fail(span: &Span, error_type: &str) {
    span.record("error.type", error_type);
    span.record("otel.status_code", "ERROR");
}

#[cfg(any(feature = "broker", feature = "sse"))]
fn link(span: &Span, origin: Option<TraceParent>) {
    if let (Some(link), Some(origin)) = (LINK.get(), origin) {
        link(span, origin);
    }
}

/// Team and user as a span may show them.
#[cfg(any(feature = "broker", feature = "sse"))]
fn shown(principal: Option<&Principal>) -> (Option<String>, Option<String>) {
    let Some(principal) = principal else { return (None, None) };
    let policy = Policy::installed();
    let team = principal.team().as_str();
    let user = principal.user_id().map(UserId::as_str).map(|user| match policy.decide(field::USER_ID) {
        // For the guard in front of whoever listens to do, as with any field of this name.
        Decision::Act(_) => user.to_owned(),
        _ => policy.id(Class::User.as_str(), Some(team), user).into_owned(),
    });
    (Some(policy.id("team", None, team).into_owned()), user)
}

/// An event goes out on a stream.
#[cfg(feature = "sse")]
pub(crate) fn send(frame: &crate::Frame, topic: &crate::Topic) -> Span {
    if !is_on() {
        return Span::none();
    }
    let principal = tracewell_context::current().and_then(|context| context.principal().cloned());
    let (team, user) = shown(Some(&principal.unwrap_or_else(|| Principal::new(topic.team_id().clone()))));
    let span = tracing::info_span!(
        target: target::SSE,
        "send",
        otel.name = %format_args!("send {}", frame.kind()),
        otel.kind = "producer",
        messaging.operation.name = "send",
        "messaging.operation.type" = "send",
        messaging.destination.name = frame.kind(),
        messaging.message.body.size = frame.bytes().len(),
        app.team.id = team,
        app.user.id = user,
        app.job.id = frame.job_id().map(crate::JobId::as_str),
    );
    link(&span, frame.origin());
    span
}

/// A message goes to a broker.
#[cfg(feature = "broker")]
pub(crate) fn publish(system: &str, exchange: &str, message: &crate::Message) -> Span {
    if !is_on() {
        return Span::none();
    }
    let principal = tracewell_context::current().and_then(|context| context.principal().cloned());
    let (team, user) = shown(principal.as_ref());
    tracing::info_span!(
        target: target::BROKER,
        "publish",
        otel.name = %format_args!("publish {exchange}"),
        otel.kind = "producer",
        messaging.system = system,
        messaging.operation.name = "publish",
        "messaging.operation.type" = "send",
        messaging.destination.name = %destination(exchange, message.routing_key()),
        messaging.rabbitmq.destination.routing_key = message.routing_key(),
        messaging.message.id = message.id(),
        messaging.message.conversation_id = message.correlation_id(),
        messaging.message.body.size = message.body().len(),
        app.team.id = team,
        app.user.id = user,
        app.job.id = message.job_id(),
        error.type = tracing::field::Empty,
        otel.status_code = tracing::field::Empty,
    )
}

/// A message is handled.
#[cfg(feature = "broker")]
pub(crate) fn process(
    system: &str,
    queue: &str,
    delivery_tag: Option<u64>,
    message: &crate::Message,
    principal: Option<&Principal>,
    origin: Option<TraceParent>,
) -> Span {
    if !is_on() {
        return Span::none();
    }
    let (team, user) = shown(principal);
    let span = tracing::info_span!(
        target: target::BROKER,
        "process",
        otel.name = %format_args!("process {queue}"),
        otel.kind = "consumer",
        messaging.system = system,
        messaging.operation.name = "process",
        "messaging.operation.type" = "process",
        messaging.destination.name = queue,
        messaging.rabbitmq.destination.routing_key = message.routing_key(),
        messaging.rabbitmq.message.delivery_tag = delivery_tag,
        messaging.message.id = message.id(),
        messaging.message.conversation_id = message.correlation_id(),
        messaging.message.body.size = message.body().len(),
        app.team.id = team,
        app.user.id = user,
        app.job.id = message.job_id(),
        error.type = tracing::field::Empty,
        otel.status_code = tracing::field::Empty,
    );
    link(&span, origin);
    span
}

/// A connection is made, and what is needed declared.
#[cfg(feature = "amqp")]
pub(crate) fn connect(system: &str, destination: &str) -> Span {
    if !is_on() {
        return Span::none();
    }
    tracing::info_span!(
        target: target::BROKER,
        "connect",
        otel.name = %format_args!("connect {system}"),
        otel.kind = "client",
        messaging.system = system,
        messaging.operation.name = "connect",
        messaging.destination.name = destination,
        error.type = tracing::field::Empty,
        otel.status_code = tracing::field::Empty,
    )
}

/// Exchange and routing key, or the one there is.
#[cfg(feature = "broker")]
fn destination(exchange: &str, routing_key: &str) -> String {
    match (exchange, routing_key) {
        ("", "") => "amq.default".to_owned(),
        ("", only) | (only, "") => only.to_owned(),
        (exchange, routing_key) => format!("{exchange}:{routing_key}"),
    }
}
