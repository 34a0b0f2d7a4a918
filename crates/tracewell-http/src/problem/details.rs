use std::borrow::Cow;

use bytes::Bytes;
use http::StatusCode;
use serde_json::{Map, Value};
use tracewell_context::{Context, CorrelationId};
use tracewell_redact::{JsonOutcome, Locator, Policy};

/// The media type of problem details.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// What an error response tells its client (RFC 9457).
///
/// ```
/// use http::StatusCode;
/// use tracewell_context::CorrelationId;
/// use tracewell_http::ProblemDetails;
///
/// let details = ProblemDetails::new(StatusCode::NOT_FOUND).detail("no such item");
/// let body = details.to_json(&CorrelationId::new("r-1")?);
/// assert_eq!(
///     body,
///     r#"{"type":"about:blank","title":"Not Found","status":404,"detail":"no such item","instance":"urn:request:r-1","correlation_id":"r-1"}"#
/// );
/// # Ok::<(), tracewell_context::InvalidId>(())
/// ```
#[derive(Clone, Debug)]
pub struct ProblemDetails {
    status: StatusCode,
    kind: Option<String>,
    detail: Option<String>,
    members: Map<String, Value>,
}

impl ProblemDetails {
    /// A problem that its status says all about.
    #[must_use]
    pub fn new(status: StatusCode) -> Self {
        Self { status, kind: None, detail: None, members: Map::new() }
    }

    /// The status it answers with.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// A URI that identifies this type of problem, instead of `about:blank`.
    #[must_use]
    pub fn kind(mut self, uri: impl Into<String>) -> Self {
        self.kind = Some(uri.into());
        self
    }

    /// What helps this client with this problem; not for debugging. A 500 never carries it.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// A further member. One of the standard's names is not replaced. A 500 never carries it.
    #[must_use]
    pub fn member(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.members.insert(name.into(), value.into());
        self
    }

    /// Takes secrets out of type, detail and members with their names: each may be made of what a library said, or of what
    /// came in. The type loses the values of a query, and user and password.
    ///
    /// ```
    /// use http::StatusCode;
    /// use tracewell_context::CorrelationId;
    /// use tracewell_http::ProblemDetails;
    /// use tracewell_redact::Policy;
    ///
    /// let details = ProblemDetails::new(StatusCode::CONFLICT).kind("https://h/problems?for=alice#taken");
    /// let body = details.scrubbed(&Policy::production()).to_json(&CorrelationId::new("r-1")?);
    /// assert!(body.starts_with(br#"{"type":"https://h/problems?for=REDACTED","#));
    /// # Ok::<(), tracewell_context::InvalidId>(())
    /// ```
    #[must_use]
    pub fn scrubbed(mut self, policy: &Policy) -> Self {
        if let Some(kind) = &mut self.kind {
            scrub_kind(kind, policy);
        }
        if let Some(detail) = &mut self.detail {
            scrub_text(detail, policy);
        }
        scrub_members(&mut self.members, policy);
        self
    }

    /// Shows the path of the request in type, detail and members as the log does: without what its route hides.
    ///
    /// ```
    /// use http::StatusCode;
    /// use tracewell_context::Context;
    /// use tracewell_http::ProblemDetails;
    ///
    /// let context = Context::open();
    /// context.set_request("GET", "/v1/geo/203.0.113.7");
    /// context.set_route_and_path("/v1/geo/{ip}", "/v1/geo/[REDACTED]");
    /// let details = ProblemDetails::new(StatusCode::NOT_FOUND).detail("nothing at /v1/geo/203.0.113.7");
    /// assert_eq!(details.without_hidden_path(&context).detail_text(), Some("nothing at /v1/geo/[REDACTED]"));
    /// ```
    #[must_use]
    pub fn without_hidden_path(mut self, context: &Context) -> Self {
        for text in [&mut self.kind, &mut self.detail].into_iter().flatten() {
            hide_path(text, context);
        }
        self.members.values_mut().for_each(|value| hide_path_in(value, context));
        self
    }

    /// The detail, where there is one.
    #[must_use]
    pub fn detail_text(&self) -> Option<&str> {
        self.detail.as_deref()
    }

    /// The body of the response to the request with this id.
    #[must_use]
    pub fn to_json(&self, id: &CorrelationId) -> Bytes {
        let title = self.status.canonical_reason().unwrap_or("Error");
        let mut json = String::with_capacity(224);
        json.push_str("{\"type\":");
        push(&mut json, self.kind.as_deref().unwrap_or("about:blank"));
        json.push_str(",\"title\":");
        push(&mut json, title);
        json.push_str(",\"status\":");
        json.push_str(self.status.as_str());
        // What went wrong inside is the log's to tell.
        let secretive = self.status == StatusCode::INTERNAL_SERVER_ERROR;
        if let (Some(detail), false) = (&self.detail, secretive) {
            json.push_str(",\"detail\":");
            push(&mut json, detail);
        }
        json.push_str(",\"instance\":");
        push(&mut json, &id.urn());
        json.push_str(",\"correlation_id\":");
        push(&mut json, id.as_str());
        if !secretive {
            for (name, value) in &self.members {
                if !["type", "title", "status", "detail", "instance", "correlation_id"].contains(&name.as_str()) {
                    json.push(',');
                    push(&mut json, name);
                    json.push(':');
                    json.push_str(&value.to_string());
                }
            }
        }
        json.push('}');
        json.into()
    }
}

fn scrub_kind(kind: &mut String, policy: &Policy) {
    let (mut shown, mut spare) = (String::with_capacity(kind.len()), String::new());
    match kind.split_once('#') {
        // A fragment often tells the types of one page apart; behind what came in it may be anything.
        Some((page, fragment)) if !page.contains(['?', '@']) && !fragment.contains(['?', '=', '&']) => {
            policy.locate_into(Locator::Url, page, &mut spare, &mut shown);
            shown.push('#');
            shown.push_str(&policy.scrub(fragment));
        }
        _ => {
            policy.locate_into(Locator::Url, kind, &mut spare, &mut shown);
        }
    }
    *kind = shown;
}

/// By the rules for JSON, which know lists of pairs too. The names are the service's own, so none is unknown.
fn scrub_members(members: &mut Map<String, Value>, policy: &Policy) {
    let mut shown = Map::new();
    for (name, value) in std::mem::take(members) {
        let member = Value::Object(Map::from_iter([(name, value)])).to_string();
        let mut clean = String::with_capacity(member.len());
        let json = policy.json().keep_unknown_names().most_bytes(usize::MAX);
        let outcome = json.redact_into(member.as_bytes(), &mut clean);
        // What can't be read is left out, its name too.
        if let (JsonOutcome::Whole, Ok(Value::Object(member))) = (outcome, serde_json::from_str(&clean)) {
            shown.extend(member);
        }
    }
    *members = shown;
}

fn hide_path_in(value: &mut Value, context: &Context) {
    match value {
        Value::String(text) => hide_path(text, context),
        Value::Array(values) => values.iter_mut().for_each(|value| hide_path_in(value, context)),
        Value::Object(members) => members.values_mut().for_each(|value| hide_path_in(value, context)),
        _ => {}
    }
}

fn hide_path(text: &mut String, context: &Context) {
    let mut shown = String::new();
    if context.hide_path_in(text, &mut shown) {
        *text = shown;
    }
}

fn scrub_text(text: &mut String, policy: &Policy) {
    if let Cow::Owned(clean) = policy.scrub(text) {
        *text = clean;
    }
}

fn push(json: &mut String, text: &str) {
    json.push_str(&Value::from(text).to_string());
}
