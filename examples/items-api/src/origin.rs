use std::borrow::Cow;

use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tracewell::UserId;
use uuid::Uuid;

use tracewell::http::{FieldError, Problem, Result};

const ID: &str = "id";
const CREATED_AT: &str = "created_at";
const CREATED_BY: &str = "created_by";

/// What the service itself says about an object, once and for all: its id, when it was made, and by whom.
///
/// They are kept as text, so that objects which an earlier service has stored come back as they were.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Origin {
    id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    created_at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    created_by: Option<String>,
}

impl Origin {
    /// The origin of an object that `user` makes now.
    ///
    /// # Errors
    ///
    /// A body that brings an id, a time or a maker of its own is refused.
    pub(crate) fn create(body: &Map<String, Value>, user: &UserId) -> Result<Self> {
        for (name, refusal) in [
            (ID, "id cannot be set externally"),
            (CREATED_AT, "created_at cannot be set externally"),
            (CREATED_BY, "created_by cannot be set externally"),
        ] {
            if body.get(name).is_some_and(|value| !value.is_null()) {
                return Err(refused(name, refusal));
            }
        }
        Ok(Self {
            id: Uuid::now_v7().to_string(),
            created_at: Some(format!("{:.6}", Timestamp::now())),
            created_by: Some(user.as_str().to_owned()),
        })
    }

    /// Lets a change pass that leaves the origin alone or repeats it.
    ///
    /// # Errors
    ///
    /// A body whose id, time or maker differ is refused.
    pub(crate) fn update(&self, body: &Map<String, Value>) -> Result<Self> {
        let same = |name: &str, value: &Value| match (name, value) {
            (ID, Value::String(id)) => canonical_id(id) == self.id,
            (CREATED_AT, Value::String(time)) => self.was_created_at(time),
            (CREATED_BY, Value::String(user)) => Some(user) == self.created_by.as_ref(),
            _ => false,
        };
        for (name, refusal) in [
            (ID, "id cannot be modified"),
            (CREATED_AT, "created_at cannot be modified"),
            (CREATED_BY, "created_by cannot be modified"),
        ] {
            if body.get(name).is_some_and(|value| !same(name, value)) {
                return Err(refused(name, refusal));
            }
        }
        Ok(self.clone())
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    fn was_created_at(&self, time: &str) -> bool {
        let parse = |time: &str| time.parse::<Timestamp>().ok();
        self.created_at
            .as_deref()
            .is_some_and(|own| own == time || parse(own).is_some_and(|own| parse(time) == Some(own)))
    }
}

/// An id in the form in which the service writes it: that of a hyphenated UUID of either case is lower case. Nothing else
/// that a UUID may look like is one; it may be the id that an earlier service gave.
pub(crate) fn canonical_id(text: &str) -> Cow<'_, str> {
    let hyphenated = text.len() == uuid::fmt::Hyphenated::LENGTH && Uuid::try_parse(text).is_ok();
    if hyphenated { text.to_ascii_lowercase().into() } else { text.into() }
}

fn refused(name: &'static str, refusal: &'static str) -> Problem {
    Problem::invalid(StatusCode::BAD_REQUEST, [FieldError::new(["body", name], "immutable", refusal)])
}
