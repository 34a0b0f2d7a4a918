use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tracewell::audit::Object;

use super::endpoints::Endpoints;
use crate::origin::Origin;

/// A link as it is stored and answered.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Link {
    #[serde(flatten)]
    origin: Origin,
    #[serde(flatten)]
    endpoints: Endpoints,
    #[serde(default)]
    properties: Map<String, Value>,
}

impl Link {
    pub(super) fn new(origin: Origin, endpoints: Endpoints, properties: Map<String, Value>) -> Self {
        Self { origin, endpoints, properties }
    }

    pub(super) fn origin(&self) -> &Origin {
        &self.origin
    }

    pub(super) fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }
}

impl Object for Link {
    const SUBJECT: &'static str = "Link";

    fn id(&self) -> Cow<'_, str> {
        self.origin.id().into()
    }
}
