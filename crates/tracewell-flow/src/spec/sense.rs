use std::collections::{BTreeSet, HashMap};

use super::{FlowSpec, StageSpec};

/// The stages that can start at some time. What waits for itself never can, however long the way round is.
pub(super) fn startable(spec: &FlowSpec) -> BTreeSet<&str> {
    let mut waiting: HashMap<&str, Vec<&StageSpec>> = HashMap::new();
    for stage in spec.stages.values() {
        stage.inside.iter().chain(&stage.after).for_each(|other| waiting.entry(other).or_default().push(stage));
    }
    let mut can: BTreeSet<&str> = BTreeSet::new();
    let mut to_ask: Vec<&StageSpec> = spec.stages.values().collect();
    while let Some(stage) = to_ask.pop() {
        let around = stage.inside.is_empty() || stage.inside.iter().any(|stage| can.contains(stage.as_str()));
        let is_new =
            around && stage.after.iter().all(|stage| can.contains(stage.as_str())) && can.insert(stage.name.as_str());
        if is_new {
            to_ask.extend(waiting.remove(stage.name.as_str()).unwrap_or_default());
        }
    }
    can
}
