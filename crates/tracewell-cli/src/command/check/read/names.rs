use std::sync::Arc;

use tracewell_flow::SharedNames;

/// What entries say again and again: names, and the id of the entry before. None of it is held twice.
#[derive(Debug, Default)]
pub(super) struct Names {
    names: SharedNames,
    last_id: Option<Arc<str>>,
}

impl Names {
    pub(super) fn name(&mut self, name: &str) -> Arc<str> {
        self.names.get(name)
    }

    pub(super) fn id(&mut self, id: &str) -> Arc<str> {
        match &self.last_id {
            Some(last) if **last == *id => Arc::clone(last),
            _ => Arc::clone(self.last_id.insert(id.into())),
        }
    }
}
