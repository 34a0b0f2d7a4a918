use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tracewell::audit::Object;

use crate::origin::Origin;

/// An item as it is stored and answered.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Item {
    #[serde(flatten)]
    origin: Origin,
    #[serde(default)]
    properties: Map<String, Value>,
}

impl Item {
    pub(crate) fn new(origin: Origin, properties: Map<String, Value>) -> Self {
        Self { origin, properties }
    }

    pub(crate) fn origin(&self) -> &Origin {
        &self.origin
    }

    pub(crate) fn property(&self, name: &str) -> Option<&Value> {
        self.properties.get(name)
    }
}

impl Object for Item {
    const SUBJECT: &'static str = "Item";

    fn id(&self) -> Cow<'_, str> {
        self.origin.id().into()
    }
}
