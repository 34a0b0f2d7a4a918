//! How the library's own spans are called outside: the semantic conventions' names for what the line calls `method`,
//! `path`, `route`, `status_code`.

use std::net::IpAddr;

use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use opentelemetry_proto::tonic::trace::v1::status::StatusCode;
use opentelemetry_proto::tonic::trace::v1::{Span, Status};
use tracewell_context::Context;
use tracewell_names::{attribute, field, metric, target};
use tracewell_redact::{Mode, Policy};

use crate::proto;

/// Methods of RFC 9110 and RFC 5789.
const METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];
/// A method that HTTP does not know, in the name of a span.
const UNKNOWN_METHOD: &str = "HTTP";

/// Gives one of the library's own spans its conventional form, and any span its owner.
pub(super) fn apply(span: &mut Span, work: Option<&Context>, policy: &Policy) {
    match take_text(&mut span.attributes, field::TARGET).as_deref() {
        Some(target::HTTP) => server(span, work, policy),
        Some(target::CLIENT) => client(span),
        Some(other) => span.attributes.push(proto::attribute(field::TARGET, other)),
        None => {}
    }
    if let Some(work) = work {
        let ids = [
            (field::CORRELATION_ID, Some(work.correlation_id().as_str())),
            (field::TEAM_ID, work.team_id().map(|team| team.as_str())),
            (field::USER_ID, work.user_id().map(|user| user.as_str())),
        ];
        for (name, value) in ids {
            // What the span says itself has been through the guard, which may know more.
            if let (Some(value), None) = (value, text_of(&span.attributes, name)) {
                span.attributes.push(proto::attribute(name, value));
            }
        }
    }
}

fn server(span: &mut Span, work: Option<&Context>, policy: &Policy) {
    let method = rename_method(&mut span.attributes);
    rename(&mut span.attributes, field::PATH, attribute::URL_PATH);
    rename(&mut span.attributes, field::ROUTE, attribute::HTTP_ROUTE);
    let status = rename_status(span);
    span.kind = SpanKind::Server.into();
    span.name = match text_of(&span.attributes, attribute::HTTP_ROUTE) {
        Some(route) => format!("{method} {route}"),
        None => method,
    };
    fail(span, status.filter(|status| *status >= 500));
    let Some(work) = work else { return };
    let mut set = |name, value: Option<&str>| span.attributes.extend(value.map(|value| proto::attribute(name, value)));
    set(attribute::URL_SCHEME, work.scheme());
    set(attribute::NETWORK_PROTOCOL_VERSION, work.protocol_version());
    let client = work.client_host().or_else(|| work.client_addr().map(|address| shown(address, policy)));
    set(attribute::CLIENT_ADDRESS, client.as_deref());
}

fn client(span: &mut Span) {
    let method = rename_method(&mut span.attributes);
    let url = rename(&mut span.attributes, field::URL, attribute::URL_FULL);
    let status = rename_status(span);
    span.kind = SpanKind::Client.into();
    span.name = method;
    fail(span, status.filter(|status| *status >= 400));
    if let Some(attempt) = take(&mut span.attributes, field::ATTEMPT)
        && let Some(attempt) = number(attempt.value)
        && attempt > 1
    {
        span.attributes.push(proto::attribute(attribute::HTTP_REQUEST_RESEND_COUNT, attempt - 1));
    }
    let uri = url.and_then(|()| text_of(&span.attributes, attribute::URL_FULL)?.parse::<http::Uri>().ok());
    if let Some(host) = uri.as_ref().and_then(http::Uri::host) {
        let port = uri.as_ref().and_then(|uri| {
            uri.port_u16().or(match uri.scheme_str() {
                Some("https") => Some(443),
                Some("http") => Some(80),
                _ => None,
            })
        });
        span.attributes.push(proto::attribute(attribute::SERVER_ADDRESS, host));
        span.attributes.extend(port.map(|port| proto::attribute(attribute::SERVER_PORT, i64::from(port))));
    }
}

/// Says that it failed, if it did: with the status where there is no better word.
fn fail(span: &mut Span, status: Option<i64>) {
    rename(&mut span.attributes, field::ERROR_TYPE, attribute::ERROR_TYPE);
    let known = text_of(&span.attributes, attribute::ERROR_TYPE).is_some();
    if let (false, Some(status)) = (known, status) {
        span.attributes.push(proto::attribute(attribute::ERROR_TYPE, status.to_string()));
    }
    if known || status.is_some() {
        let message = span.status.take().map(|status| status.message).unwrap_or_default();
        span.status = Some(Status { message, code: StatusCode::Error.into() });
    }
}

fn rename_method(attributes: &mut Vec<KeyValue>) -> String {
    let method = take_text(attributes, field::METHOD).unwrap_or_default();
    if METHODS.contains(&method.as_str()) {
        attributes.push(proto::attribute(attribute::HTTP_REQUEST_METHOD, method.as_str()));
        return method;
    }
    attributes.push(proto::attribute(attribute::HTTP_REQUEST_METHOD, metric::METHOD_OTHER));
    if !method.is_empty() {
        attributes.push(proto::attribute(attribute::HTTP_REQUEST_METHOD_ORIGINAL, method));
    }
    UNKNOWN_METHOD.to_owned()
}

fn rename_status(span: &mut Span) -> Option<i64> {
    let status = number(take(&mut span.attributes, field::STATUS_CODE)?.value)?;
    span.attributes.push(proto::attribute(attribute::HTTP_RESPONSE_STATUS_CODE, status));
    Some(status)
}

/// A number; the layer has unsigned ones as text.
fn number(value: Option<Value>) -> Option<i64> {
    match value? {
        Value::IntValue(number) => Some(number),
        Value::StringValue(text) => text.parse().ok(),
        _ => None,
    }
}

/// The client's address, where the layer did not say how it is shown: whole in development, its network elsewhere.
fn shown(address: IpAddr, policy: &Policy) -> String {
    if policy.mode() == Mode::Development {
        return address.to_string();
    }
    match address.to_canonical() {
        IpAddr::V4(address) => (address & std::net::Ipv4Addr::new(255, 255, 255, 0)).to_string(),
        IpAddr::V6(address) => (address & std::net::Ipv6Addr::new(0xffff, 0xffff, 0xffff, 0, 0, 0, 0, 0)).to_string(),
    }
}

fn take(attributes: &mut Vec<KeyValue>, name: &str) -> Option<AnyValue> {
    // A field recorded twice counts as it was last.
    let last = attributes.iter().rposition(|attribute| attribute.key == name)?;
    let taken = attributes.swap_remove(last).value;
    attributes.retain(|attribute| attribute.key != name);
    taken
}

fn take_text(attributes: &mut Vec<KeyValue>, name: &str) -> Option<String> {
    match take(attributes, name)?.value? {
        Value::StringValue(text) => Some(text),
        _ => None,
    }
}

fn rename(attributes: &mut Vec<KeyValue>, from: &str, to: &str) -> Option<()> {
    let value = take(attributes, from)?;
    attributes.push(KeyValue { key: to.to_owned(), value: Some(value), ..KeyValue::default() });
    Some(())
}

fn text_of<'a>(attributes: &'a [KeyValue], name: &str) -> Option<&'a str> {
    let value = attributes.iter().rev().find(|attribute| attribute.key == name)?.value.as_ref()?;
    match value.value.as_ref()? {
        Value::StringValue(text) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::attribute as kv;

    fn applied(attributes: Vec<KeyValue>) -> (Span, Vec<(String, Option<Value>)>) {
        let mut span = Span { name: "as it was".to_owned(), attributes, ..Span::default() };
        apply(&mut span, None, &Policy::production());
        let mut pairs: Vec<_> =
            span.attributes.iter().map(|a| (a.key.clone(), a.value.clone().unwrap().value)).collect();
        pairs.sort_by(|one, other| one.0.cmp(&other.0));
        (span, pairs)
    }

    fn text(name: &str, value: &str) -> (String, Option<Value>) {
        (name.to_owned(), Some(Value::StringValue(value.to_owned())))
    }

    fn number(name: &str, value: i64) -> (String, Option<Value>) {
        (name.to_owned(), Some(Value::IntValue(value)))
    }

    #[test]
    fn a_call_to_another_service_is_a_client_span_and_its_4xx_an_error() {
        let (span, attributes) = applied(vec![
            kv("target", "tracewell::client"),
            kv("method", "GET"),
            kv("url", "https://geo.example/v1/ip?q=REDACTED"),
            kv("status_code", "404"),
            kv("attempt", 3_i64),
            kv("service", "geo"),
        ]);
        assert_eq!((span.kind(), span.name.as_str()), (SpanKind::Client, "GET"));
        assert_eq!(span.status.unwrap().code(), StatusCode::Error);
        let expected = [
            text("error.type", "404"),
            text("http.request.method", "GET"),
            number("http.request.resend_count", 2),
            number("http.response.status_code", 404),
            text("server.address", "geo.example"),
            number("server.port", 443),
            text("service", "geo"),
            text("url.full", "https://geo.example/v1/ip?q=REDACTED"),
        ];
        assert_eq!(attributes, expected);
    }

    #[test]
    fn a_request_that_broke_says_by_what() {
        let (span, attributes) = applied(vec![
            kv("target", "tracewell::http"),
            kv("method", "GET"),
            kv("route", "/a"),
            kv("status_code", "200"),
            kv("error_type", "panic"),
        ]);
        assert_eq!((span.kind(), span.name.as_str()), (SpanKind::Server, "GET /a"));
        assert_eq!(span.status.unwrap().code(), StatusCode::Error);
        assert!(attributes.contains(&text("error.type", "panic")), "{attributes:?}");
    }

    #[test]
    fn the_services_own_spans_stay_as_they_are() {
        let (span, attributes) = applied(vec![kv("target", "orders::price"), kv("method", "fast")]);
        assert_eq!((span.name.as_str(), span.kind()), ("as it was", SpanKind::Unspecified));
        assert_eq!(attributes, [text("method", "fast"), text("target", "orders::price")]);
    }
}
