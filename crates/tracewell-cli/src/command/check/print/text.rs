use std::io::{self, Write};

use tracewell_flow::{Side, StageEvent, StageStats, Violation};

use crate::command::check::report::{Report, shown_place};
use crate::input::Log;
use crate::output::{Redactor, counted};

/// How much is printed.
#[derive(Clone, Copy, Debug)]
pub(in crate::command::check) struct Shape<'r> {
    pub(in crate::command::check) verbose: bool,
    /// Violations that were printed already.
    pub(in crate::command::check) told: usize,
    /// The others.
    pub(in crate::command::check) untold: &'r [Violation],
}

pub(in crate::command::check) fn write_text(
    output: &mut dyn Write,
    report: &Report<'_>,
    shape: Shape<'_>,
) -> io::Result<()> {
    writeln!(output, "Total stage events found: {}", report.summary.stage_events())?;
    if shape.verbose {
        write_cycles(output, report)?;
        write_stages(output, report)?;
    }
    writeln!(output)?;
    let listed = match (shape.told, shape.untold.len()) {
        (_, 0) => String::new(),
        (0, _) => ":".to_owned(),
        (told, untold) => format!(" ({told} told above, {untold} here):"),
    };
    writeln!(output, "Result: {}{listed}", report.sentence())?;
    for violation in shape.untold {
        write_violation(output, violation, report.logs, &report.redactor)?;
    }
    for note in report.notes() {
        writeln!(output, "Note: {note}")?;
    }
    Ok(())
}

/// The line of a violation, and those of the same id below it.
pub(in crate::command::check) fn write_violation(
    output: &mut dyn Write,
    violation: &Violation,
    logs: &[Log],
    redactor: &Redactor,
) -> io::Result<()> {
    write!(output, "  - ")?;
    if let Some(time) = violation.time() {
        write!(output, "At {}: ", redactor.text(time))?;
    }
    write!(output, "{}", redactor.text(violation.text()))?;
    if let Some(detail) = violation.detail() {
        write!(output, " ({})", redactor.text(detail))?;
    }
    if let Some(id) = violation.id() {
        write!(output, " [{}]", redactor.text(id))?;
    }
    writeln!(output, " {}", shown_place(violation.place(), logs, redactor))?;
    for line in violation.lines() {
        write!(output, "      {}", line.level())?;
        if let Some(time) = line.time() {
            write!(output, " {}", redactor.text(time))?;
        }
        writeln!(output, " {} ({})", redactor.text(line.text()), shown_place(line.place(), logs, redactor))?;
    }
    Ok(())
}

fn write_cycles(output: &mut dyn Write, report: &Report<'_>) -> io::Result<()> {
    for (number, cycle) in report.cycles.iter() {
        writeln!(output, "\n--- Cycle {number} ({} events) ---", cycle.count)?;
        for event in &cycle.events {
            write_event(output, event, report)?;
        }
    }
    match report.cycles.hidden() {
        0 => Ok(()),
        hidden => writeln!(output, "\n{} not shown", counted(hidden, "further cycle is", "further cycles are")),
    }
}

fn write_event(output: &mut dyn Write, event: &StageEvent, report: &Report<'_>) -> io::Result<()> {
    write!(output, "  {}", report.redactor.text(&event.to_string()))?;
    if let Some(id) = event.key() {
        write!(output, " [{}]", report.redactor.text(id))?;
    }
    writeln!(output)
}

/// What was counted for each stage, the first cycle beside the later ones.
fn write_stages(output: &mut dyn Write, report: &Report<'_>) -> io::Result<()> {
    if report.summary.stage_events() == 0 {
        return Ok(());
    }
    let rows: Vec<(String, &StageStats)> =
        report.summary.stages().map(|(stage, stats)| (report.redactor.text(stage), stats)).collect();
    let width = rows.iter().map(|(stage, _)| stage.chars().count()).max().unwrap_or_default().max("stage".len());
    writeln!(output, "\n{:width$}  cycle      runs   p50 ms   p95 ms   p99 ms  cache hits", "stage")?;
    for (stage, stats) in rows {
        for (side, word) in [(Side::First, "first"), (Side::Later, "later")] {
            let (lookups, hits) = stats.lookups(side);
            if lookups == 0 && stats.timed(side) == 0 {
                continue;
            }
            let share = |share| stats.duration_ms(side, share).map_or_else(|| "-".to_owned(), |ms| format!("{ms:.1}"));
            write!(output, "{stage:width$}  {word}  {:>8}  {:>7}", stats.timed(side), share(0.5))?;
            write!(output, "  {:>7}  {:>7}", share(0.95), share(0.99))?;
            match lookups {
                0 => writeln!(output, "           -")?,
                _ => writeln!(output, "  {:>10}", format!("{hits}/{lookups}"))?,
            }
        }
    }
    Ok(())
}
