use std::io;

use tracewell_flow::{Checker, Violation};

use super::CheckArguments;
use super::ahead::read_ahead;
use super::arguments::Format;
use super::flow::flow;
use super::judge::Judge;
use super::live::read_live;
use super::print::{Shape, write_html, write_json, write_junit, write_text};
use super::read::Entries;
use super::reading::{Judged, Reading};
use super::report::{Report, shown_place};
use crate::input::{Interrupt, Log, in_order};
use crate::output::{Redactor, counted};
use crate::{Exit, Streams};

/// # Errors
///
/// The report can't be written.
pub(crate) fn check(arguments: &CheckArguments, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let spec = match flow(arguments.flow.as_deref()) {
        Ok(spec) => spec,
        Err(reason) => {
            streams.tell(&Redactor::new().text(&reason));
            return Ok(Exit::FAILED);
        }
    };
    let logs = if arguments.follow { arguments.logs.clone() } else { in_order(&arguments.logs) };
    let flow = spec.name().to_owned();
    let keep = arguments.verbose || matches!(arguments.format, Format::Json | Format::Html);
    let reading = Reading {
        logs: &logs,
        follow: arguments.follow.then(Interrupt::catch),
        entries: Entries::new(arguments.group_by.clone()),
        judge: Judge::new(Checker::new(spec).keep_cycles(keep)),
    };
    let live = arguments.follow && arguments.format == Format::Text;
    let Judged { entries, judge, told, all_read } =
        if live { read_live(reading, streams)? } else { read_ahead(reading, streams)? };
    let Judge { mut checker, mut cycles } = judge;
    checker.settle();
    cycles.add(checker.closed());
    let mut untold = checker.violations().get(told..).unwrap_or_default().to_vec();
    untold.sort_by_key(Violation::place);
    let summary = checker.finish();
    let report = Report {
        flow,
        logs: &logs,
        nothing: (summary.stage_events() == 0).then(|| entries.why_nothing()),
        allow_empty: arguments.allow_empty,
        all_read,
        notes: notes(&entries, &logs),
        grouped_by: arguments.group_by.field().map(str::to_owned),
        summary,
        cycles,
        redactor: Redactor::new(),
    };
    if !all_read && report.nothing.is_some() {
        return Ok(Exit::FAILED);
    }
    let output = &mut *streams.output;
    match arguments.format {
        Format::Text => write_text(output, &report, Shape { verbose: arguments.verbose, told, untold: &untold })?,
        Format::Json => write_json(output, &report)?,
        Format::Junit => write_junit(output, &report)?,
        Format::Html => write_html(output, &report)?,
    }
    Ok(report.verdict().exit())
}

/// What could not be read, in words.
fn notes(entries: &Entries, logs: &[Log]) -> Vec<String> {
    let mut notes = entries.notes();
    if let Some((lines, first)) = entries.unreadable() {
        let lines = counted(
            lines,
            "line begins as JSON, names a stage and cannot be read, so it is not checked",
            "lines begin as JSON, name a stage and cannot be read, so they are not checked",
        );
        notes.push(format!("{lines}: {}", shown_place(first, logs, &Redactor::new())));
    }
    notes
}
