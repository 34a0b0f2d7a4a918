use serde::Serialize;
use serde_json::{Map, Value};

use super::endpoints::Endpoints;
use crate::origin::Origin;

/// A link as it is stored and answered.
#[derive(Debug, Serialize)]
pub(crate) struct Link {
    #[serde(flatten)]
    origin: Origin,
    #[serde(flatten)]
    endpoints: Endpoints,
    properties: Map<String, Value>,
}

impl Link {
    pub(super) fn new(origin: Origin, endpoints: Endpoints, properties: Map<String, Value>) -> Self {
        Self { origin, endpoints, properties }
    }

    pub(super) fn origin(&self) -> &Origin {
        &self.origin
    }

    pub(super) fn endpoints(&self) -> Endpoints {
        self.endpoints
    }
}
