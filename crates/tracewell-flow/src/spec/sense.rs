use std::collections::BTreeSet;

use super::FlowSpec;

/// The stages that can start at some time. What waits for itself never can, however long the way round is.
pub(super) fn startable(spec: &FlowSpec) -> BTreeSet<&str> {
    let mut can: BTreeSet<&str> = BTreeSet::new();
    loop {
        let more: Vec<&str> = spec
            .stages
            .values()
            .filter(|stage| {
                let around = stage.inside.is_empty() || stage.inside.iter().any(|stage| can.contains(stage.as_str()));
                !can.contains(stage.name.as_str())
                    && around
                    && stage.after.iter().all(|stage| can.contains(stage.as_str()))
            })
            .map(|stage| stage.name.as_str())
            .collect();
        if more.is_empty() {
            return can;
        }
        can.extend(more);
    }
}
