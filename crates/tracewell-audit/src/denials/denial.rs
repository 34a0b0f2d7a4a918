use serde::Serialize;
use tracewell_context::Identity;

use crate::{Error, Event};

/// Somebody was denied something, or has asked for something without saying who they are.
///
/// ```
/// use tracewell_audit::Denial;
///
/// let denial = Denial::new("token_missing").client("192.0.2.0/24").request("GET", "/v1/items");
/// ```
#[derive(Clone, Debug)]
pub struct Denial {
    kind: &'static str,
    caller: Option<Identity>,
    content: Content,
}

#[derive(Clone, Debug, Serialize)]
struct Content {
    #[serde(skip_serializing_if = "Option::is_none")]
    violation: Option<&'static str>,
    #[serde(skip_serializing_if = "String::is_empty")]
    method: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    route: String,
    client: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressed: Option<u64>,
}

impl Denial {
    /// For a reason; those of `tracewell_names::violation` are for this.
    #[must_use]
    pub fn new(violation: &'static str) -> Self {
        let mut denial = Self::of("Access denied");
        denial.content.violation = Some(violation);
        denial
    }

    /// Another event that strangers can cause at will, and which is held to the same limits: `Service read`, say.
    #[must_use]
    pub fn unasked(kind: &'static str) -> Self {
        Self::of(kind)
    }

    /// Who was denied it, if that is known.
    #[must_use]
    pub fn by(mut self, caller: &Identity) -> Self {
        self.caller = Some(caller.clone());
        self
    }

    /// Where it came from: an address, cut as personal data has to be. Limits are counted for each.
    #[must_use]
    pub fn client(mut self, client: impl Into<String>) -> Self {
        self.content.client = client.into();
        self
    }

    /// What was asked for: the method, and the route or a path that holds nothing of a secret.
    #[must_use]
    pub fn request(mut self, method: impl Into<String>, route: impl Into<String>) -> Self {
        self.content.method = method.into();
        self.content.route = route.into();
        self
    }

    pub(super) fn key(&self) -> (&'static str, &str) {
        (self.kind, &self.content.client)
    }

    pub(super) fn event(&self) -> Result<Event, Error> {
        let event = Event::new(self.kind, &self.content)?;
        Ok(match &self.caller {
            Some(caller) => event.by(caller),
            None => event,
        })
    }

    /// One event for many that were not noted.
    pub(super) fn suppressed(kind: &'static str, client: &str, count: u64) -> Result<Event, Error> {
        let denial = Self::of(kind).client(client);
        Event::new(kind, &Content { suppressed: Some(count), ..denial.content })
    }

    fn of(kind: &'static str) -> Self {
        let content = Content {
            violation: None,
            method: String::new(),
            route: String::new(),
            client: String::new(),
            suppressed: None,
        };
        Self { kind, caller: None, content }
    }
}
