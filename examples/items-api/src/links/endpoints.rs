use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::origin::canonical_id;
use tracewell::http::{FieldError, Problem, Result};

const SOURCE: &str = "source";
const TARGET: &str = "target";

/// The two items that a link joins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Endpoints {
    source: String,
    target: String,
}

impl Endpoints {
    /// Reads the endpoints of a body; `exists` knows the items of the team.
    ///
    /// # Errors
    ///
    /// In this order: one is not set, the source is no item, the target is no item, they are the same.
    pub(super) fn read(body: &Map<String, Value>, exists: impl Fn(&str) -> bool) -> Result<Self> {
        let set = |name: &'static str| {
            let value = body.get(name).filter(|value| !value.is_null() && value.as_str() != Some(""));
            value.ok_or_else(|| invalid(name, "missing", "source and target must be set"))
        };
        let (source, target) = (set(SOURCE)?, set(TARGET)?);
        let item = |value: &Value| value.as_str().map(|id| canonical_id(id).into_owned()).filter(|id| exists(id));
        let source = item(source).ok_or_else(|| invalid(SOURCE, "item_id", "source must be a valid item id"))?;
        let target = item(target).ok_or_else(|| invalid(TARGET, "item_id", "target must be a valid item id"))?;
        if source == target {
            return Err(invalid(TARGET, "different", "source and target must be different"));
        }
        Ok(Self { source, target })
    }

    pub(super) fn source(&self) -> &str {
        &self.source
    }

    pub(super) fn target(&self) -> &str {
        &self.target
    }
}

fn invalid(name: &'static str, kind: &'static str, detail: &'static str) -> Problem {
    Problem::invalid(StatusCode::BAD_REQUEST, [FieldError::new(["body", name], kind, detail)])
}
