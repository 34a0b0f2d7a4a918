use tracewell_names::field;

use super::ViewArguments;
use super::record::Record;

/// Names under which a line may carry the id of a request.
const IDS: [&str; 4] = [field::CORRELATION_ID, "request_id", field::TRACE_ID, field::CLIENT_REQUEST_ID];

/// Which lines are shown.
#[derive(Debug)]
pub(super) struct Filter<'a>(pub(super) &'a ViewArguments);

impl Filter<'_> {
    /// Whether anything is left out: then lines that are no JSON are, too.
    pub(super) fn is_set(&self) -> bool {
        let ViewArguments { request, team, level, since, until, field, .. } = self.0;
        request.is_some()
            || team.is_some()
            || level.is_some()
            || since.is_some()
            || until.is_some()
            || !field.is_empty()
    }

    pub(super) fn takes(&self, record: &Record) -> bool {
        let ViewArguments { request, team, level, since, until, field, .. } = self.0;
        let is = |name: &str, value: &str| record.field(name).is_some_and(|found| found == value);
        let micros = record.micros();
        request.as_deref().is_none_or(|id| IDS.iter().any(|name| is(name, id)))
            && team.as_deref().is_none_or(|team| is(field::TEAM_ID, team))
            && level.is_none_or(|level| record.level().is_some_and(|found| found >= level))
            && since.is_none_or(|since| micros.is_some_and(|micros| micros >= since))
            && until.is_none_or(|until| micros.is_some_and(|micros| micros < until))
            && field.iter().all(|(name, value)| is(name, value))
    }
}
