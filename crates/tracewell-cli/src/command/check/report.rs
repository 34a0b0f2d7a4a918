use tracewell_flow::{Place, Rule, Summary, Violation};

use super::cycles::Cycles;
use super::verdict::Verdict;
use crate::input::Log;
use crate::output::{Redactor, counted};

/// Everything a report is made of.
#[derive(Debug)]
pub(super) struct Report<'r> {
    pub(super) flow: String,
    pub(super) logs: &'r [Log],
    pub(super) summary: Summary,
    pub(super) cycles: Cycles,
    /// Why there was nothing to check.
    pub(super) nothing: Option<String>,
    pub(super) allow_empty: bool,
    pub(super) all_read: bool,
    pub(super) notes: Vec<String>,
    /// The field that events were to be grouped by.
    pub(super) grouped_by: Option<String>,
    pub(super) redactor: Redactor,
}

impl Report<'_> {
    pub(super) fn verdict(&self) -> Verdict {
        if !self.all_read {
            Verdict::Incomplete
        } else if self.nothing.is_some() {
            if self.allow_empty { Verdict::Empty } else { Verdict::Nothing }
        } else if self.summary.violation_count() > 0 {
            Verdict::Fails
        } else {
            Verdict::Holds
        }
    }

    /// The verdict in a sentence.
    pub(super) fn sentence(&self) -> String {
        let Self { summary, .. } = self;
        let (events, cycles) = (summary.stage_events(), summary.cycles());
        let violations = counted(summary.violation_count(), "violation", "violations");
        match self.verdict() {
            Verdict::Holds => {
                let cycles = counted(cycles, "cycle", "cycles");
                let flow = self.redactor.text(&self.flow);
                if events == 1 {
                    format!("OK, the 1 stage event in {cycles} keeps to the flow {flow}")
                } else {
                    format!("OK, all {events} stage events in {cycles} keep to the flow {flow}")
                }
            }
            Verdict::Fails => format!("FAIL, {violations}"),
            Verdict::Nothing => format!("NOTHING TO CHECK, {}", self.nothing.as_deref().unwrap_or_default()),
            Verdict::Empty => format!("OK, nothing to check: {}", self.nothing.as_deref().unwrap_or_default()),
            Verdict::Incomplete => format!("INCOMPLETE, not every log could be read; {violations} in what was"),
        }
    }

    /// What a reader should know besides.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = self.notes.clone();
        if self.summary.evicted() > 0 {
            let cycles = counted(self.summary.evicted(), "cycle was", "cycles were");
            notes.push(format!("{cycles} judged before their end, because too many were open at once"));
        }
        notes.extend(self.ungrouped());
        for (rule, cycles) in self.summary.unjudged() {
            let cycles = counted(cycles, "cycle", "cycles");
            notes.push(match rule {
                Rule::Inside => format!(
                    "`inside` was not judged in {cycles}: the beginning is not in the log, or the events have no id"
                ),
                _ => format!("`{}` was not judged in {cycles}: the beginning is not in the log", rule.as_str()),
            });
        }
        let untold = self.summary.violation_count() - self.summary.violations().len() as u64;
        if untold > 0 {
            notes.push(format!("{} not listed", counted(untold, "further violation is", "further violations are")));
        }
        notes
    }

    /// What was not grouped by the field that was named.
    fn ungrouped(&self) -> Option<String> {
        let (events, without) = (self.summary.stage_events(), self.summary.without_id());
        let field = self.redactor.text(self.grouped_by.as_deref().filter(|_| without > 0)?);
        let rest = "they were grouped by the stages that begin a cycle";
        Some(if without == events {
            format!("no stage event has the field `{field}`: {rest}")
        } else {
            format!(
                "{without} of {} no `{field}`, which may be bound only after a stage has started: {rest}",
                counted(events, "stage event has", "stage events have")
            )
        })
    }

    pub(super) fn place(&self, place: Place) -> String {
        shown_place(place, self.logs, &self.redactor)
    }

    pub(super) fn violations_of(&self, cycle: u64) -> impl Iterator<Item = &Violation> {
        self.summary.violations().iter().filter(move |violation| violation.cycle() == cycle)
    }
}

/// `app.jsonl:12`
pub(super) fn shown_place(place: Place, logs: &[Log], redactor: &Redactor) -> String {
    let log = usize::try_from(place.log()).ok().and_then(|log| logs.get(log));
    let log = log.map_or_else(|| "?".to_owned(), |log| log.name(redactor));
    format!("{log}:{}", place.line())
}
