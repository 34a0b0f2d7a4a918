use tracewell::flow::{FlowSpec, StageEvent, check};
use tracewell::names::field::{CACHE_HIT, CORRELATION_ID, DURATION_MS, OUTCOME, STAGE};
use tracewell::names::target;

use super::log_line::LogLine;

/// What does not keep to the flow that is built in, as `tracewell check` would say it; also that nothing was told at all.
pub(super) fn broken_flows(lines: &[LogLine]) -> Vec<String> {
    let events = lines.iter().filter(|line| line.text("target") == target::STAGE).map(event);
    let summary = check(&FlowSpec::builtin(), events);
    if summary.stage_events() == 0 {
        return vec!["there is none".to_owned()];
    }
    summary.violations().iter().map(|violation| violation.text().to_owned()).collect()
}

fn event(line: &LogLine) -> StageEvent {
    let mut event = StageEvent::new(line.text(STAGE)).id(line.text(CORRELATION_ID));
    if !line.text(OUTCOME).is_empty() {
        event = event.outcome(line.text(OUTCOME));
    }
    if let Some(hit) = line.get(CACHE_HIT).and_then(serde_json::Value::as_bool) {
        event = event.cache_hit(hit);
    }
    match line.get(DURATION_MS).and_then(serde_json::Value::as_f64) {
        Some(duration) => event.duration_ms(duration),
        None => event,
    }
}
