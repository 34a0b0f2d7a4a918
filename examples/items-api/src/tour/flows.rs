use std::io::{self, Write};

use tracewell::flow::{FlowSpec, StageEvent, Summary, check};
use tracewell::names::field::{CACHE_HIT, CORRELATION_ID, DURATION_MS, OUTCOME, STAGE};
use tracewell::names::target;

use super::log_line::LogLine;
use super::paint::{Paint, plain};

/// What a check of the log's stages comes to, and what it would come to if one of them had not ended.
#[derive(Debug)]
pub(super) struct Flows {
    whole: Summary,
    torn: Summary,
}

/// Judges the log by the flow that is built in, as `tracewell check` does.
pub(super) fn flows(lines: &[LogLine]) -> Flows {
    let stages: Vec<_> = lines.iter().filter(|line| line.text("target") == target::STAGE).collect();
    let judge = |stages: &[&LogLine]| check(&FlowSpec::builtin(), stages.iter().map(|line| event(line)));
    let whole = judge(&stages);
    // A check that never finds anything would hold as well: so it is tried on a log that lacks a line.
    let last = stages.iter().rposition(|line| line.text(OUTCOME) == "ok").unwrap_or_default();
    let kept: Vec<_> = stages.iter().enumerate().filter(|(at, _)| *at != last).map(|(_, line)| *line).collect();
    Flows { whole, torn: judge(&kept) }
}

impl Flows {
    /// What does not keep to the flow; also that nothing was told at all, or that a line that is missing is not missed.
    pub(super) fn broken(&self) -> Vec<String> {
        if self.whole.stage_events() == 0 {
            return vec!["there is none".to_owned()];
        }
        if self.torn.violations().is_empty() {
            return vec!["one that has not ended would not be found".to_owned()];
        }
        self.whole.violations().iter().map(|violation| violation.text().to_owned()).collect()
    }

    pub(super) fn show(&self, out: &mut impl Write, paint: Paint) -> io::Result<()> {
        let (events, cycles) = (self.whole.stage_events(), self.whole.cycles());
        writeln!(out, "{}", paint.bold("The flow check"))?;
        writeln!(out, "  {events} stage events in {cycles} requests: {} violations", self.whole.violations().len())?;
        if let Some(violation) = self.torn.violations().first() {
            let text = plain(violation.text(), paint.width().saturating_sub(4));
            writeln!(out, "  had one line not been written:\n    {}", paint.bad(&text))?;
        }
        writeln!(out)
    }
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
