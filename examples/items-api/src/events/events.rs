use serde::Serialize;
use serde_json::{Value, json};
use tracewell::messaging::{Event, Hub, JobId, PublishError, Topic};

use super::Change;
use crate::auth::Caller;

/// Which property of an item or a link says to which job it belongs.
const JOB: &str = "job_id";

/// Where changes are told. Clones are handles to the same hub.
#[derive(Clone, Debug)]
pub(crate) struct Events {
    hub: Hub,
    page: bool,
}

impl Events {
    pub(super) fn new(hub: Hub, page: bool) -> Self {
        Self { hub, page }
    }

    pub(super) fn hub(&self) -> &Hub {
        &self.hub
    }

    /// Whether there is a page that shows them.
    pub(super) fn has_page(&self) -> bool {
        self.page
    }

    /// Tells the caller's team that something has changed. To be called when it has: whoever looks then finds it so.
    pub(crate) fn changed(&self, caller: &Caller, change: Change, id: &str, object: &impl Serialize) {
        let object = serde_json::to_value(object).unwrap_or_default();
        let topic = topic(caller, object["properties"][JOB].as_str());
        let whole = change != Change::LinkDeleted;
        let data = if whole { object.to_string() } else { only(id) };
        let published = self.hub.publish(&topic, &Event::new(change.kind(), data));
        if published == Err(PublishError::Oversized) {
            // Told all the same: who wants the rest can ask for it.
            let _ = self.hub.publish(&topic, &Event::new(change.kind(), only(id)));
        }
    }
}

/// The caller's team, and the job if that is one's name.
fn topic(caller: &Caller, job: Option<&str>) -> Topic {
    let team = Topic::team(caller.team().clone());
    match job.and_then(|job| JobId::new(job).ok()) {
        Some(job) => team.job(job),
        None => team,
    }
}

fn only(id: &str) -> String {
    Value::to_string(&json!({ "id": id }))
}
