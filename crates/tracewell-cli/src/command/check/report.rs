use tracewell_flow::{Place, Summary, Violation};

use super::cycles::Cycles;
use super::verdict::Verdict;
use crate::input::Log;
use crate::output::Redactor;

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
        let violations = summary.violation_count();
        let violations = format!("{violations} {}", if violations == 1 { "violation" } else { "violations" });
        match self.verdict() {
            Verdict::Holds => format!(
                "OK, all {events} stage events in {cycles} cycles keep to the flow {}",
                self.redactor.text(&self.flow)
            ),
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
            notes.push(format!(
                "{} cycles were judged before their end, because too many were open at once",
                self.summary.evicted()
            ));
        }
        let untold = self.summary.violation_count() - self.summary.violations().len() as u64;
        if untold > 0 {
            notes.push(format!("{untold} further violations are not listed"));
        }
        notes
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
