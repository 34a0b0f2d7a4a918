use super::{Checker, Entry, StageEvent, Summary};
use crate::spec::FlowSpec;

/// Checks events that are in memory.
///
/// ```
/// use tracewell_flow::{FlowSpec, StageEvent, check};
///
/// let summary = check(&FlowSpec::builtin(), [
///     StageEvent::new("identity.jwks").outcome("start"),
///     StageEvent::new("identity.external").outcome("start"),
///     StageEvent::new("identity.external").outcome("ok"),
/// ]);
/// assert_eq!(
///     summary.violations()[0].text(),
///     "identity.jwks started but no identity.jwks outcome (from_cache/resolved) found"
/// );
/// ```
#[must_use]
pub fn check(spec: &FlowSpec, events: impl IntoIterator<Item = StageEvent>) -> Summary {
    let mut checker = Checker::new(spec.clone());
    for event in events {
        let place = event.place;
        let mut entry =
            Entry { id: event.id.clone(), time: event.time.clone(), level: event.level.clone(), ..Entry::new() };
        entry.stage = Some(event);
        checker.add(entry, place);
    }
    checker.finish()
}
