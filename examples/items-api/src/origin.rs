use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use tracewell::UserId;
use uuid::Uuid;

use tracewell::http::{FieldError, Problem, Result};

const ID: &str = "id";
const CREATED_AT: &str = "created_at";
const CREATED_BY: &str = "created_by";

/// What the service itself says about an object, once and for all: its id, when it was made, and by whom.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Origin {
    id: Uuid,
    #[serde(serialize_with = "rfc_3339")]
    created_at: Timestamp,
    created_by: String,
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
        // To the microsecond, so that the stored time is the one that was told.
        let now = Timestamp::now();
        let created_at = Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now);
        Ok(Self { id: Uuid::now_v7(), created_at, created_by: user.as_str().to_owned() })
    }

    /// Lets a change pass that leaves the origin alone or repeats it.
    ///
    /// # Errors
    ///
    /// A body whose id, time or maker differ is refused.
    pub(crate) fn update(&self, body: &Map<String, Value>) -> Result<Self> {
        let same = |name: &str, value: &Value| match (name, value) {
            (ID, Value::String(id)) => parse_id(id) == Some(self.id),
            (CREATED_AT, Value::String(time)) => time.parse::<Timestamp>().is_ok_and(|time| time == self.created_at),
            (CREATED_BY, Value::String(user)) => *user == self.created_by,
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

    pub(crate) fn id(&self) -> Uuid {
        self.id
    }
}

/// An id as the service writes it: hyphenated, of either case. Nothing else that a UUID may look like.
pub(crate) fn parse_id(text: &str) -> Option<Uuid> {
    if text.len() == uuid::fmt::Hyphenated::LENGTH { Uuid::try_parse(text).ok() } else { None }
}

fn refused(name: &'static str, refusal: &'static str) -> Problem {
    Problem::invalid(StatusCode::BAD_REQUEST, [FieldError::new(["body", name], "immutable", refusal)])
}

fn rfc_3339<S: Serializer>(time: &Timestamp, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{time:.6}"))
}
