use std::io::{self, Write};
use std::time::Duration;

use tracewell_flow::{Checker, Place};

use super::CheckArguments;
use super::arguments::Format;
use super::cycles::Cycles;
use super::flow::flow;
use super::print::{Shape, write_html, write_json, write_junit, write_text, write_violation};
use super::read::Entries;
use super::report::Report;
use crate::input::{Log, Step, in_order, read_with};
use crate::output::Redactor;
use crate::{Exit, Streams};

/// How long a request may be quiet in a log that is followed, before what is open of it is judged; and how many looks at a
/// log that does not grow that is.
const QUIET: Duration = Duration::from_secs(60);
const LOOKS: u32 = 300;

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
    let mut work = Work {
        logs: &logs,
        entries: Entries::new(arguments.group_by.clone()),
        checker: Checker::new(spec).keep_cycles(keep),
        cycles: Cycles::default(),
        idle: 0,
        told: 0,
        live: arguments.follow && arguments.format == Format::Text,
    };
    let all_read = read_with(&logs, &Entries::needles(), arguments.follow, streams, |step, output| {
        work.step(step, output)?;
        Ok(work.entries.want())
    })?;
    let Work { entries, mut checker, mut cycles, told, .. } = work;
    checker.settle();
    cycles.add(checker.closed());
    let summary = checker.finish();
    let report = Report {
        flow,
        logs: &logs,
        nothing: (summary.stage_events() == 0).then(|| entries.why_nothing()),
        allow_empty: arguments.allow_empty,
        all_read,
        notes: entries.notes(),
        summary,
        cycles,
        redactor: Redactor::new(),
    };
    if !all_read && report.nothing.is_some() {
        return Ok(Exit::FAILED);
    }
    let output = &mut *streams.output;
    match arguments.format {
        Format::Text => write_text(output, &report, Shape { verbose: arguments.verbose, told })?,
        Format::Json => write_json(output, &report)?,
        Format::Junit => write_junit(output, &report)?,
        Format::Html => write_html(output, &report)?,
    }
    Ok(report.verdict().exit())
}

/// What grows while logs are read.
struct Work<'w> {
    logs: &'w [Log],
    entries: Entries,
    checker: Checker,
    cycles: Cycles,
    idle: u32,
    /// Violations that were told already.
    told: usize,
    live: bool,
}

impl Work<'_> {
    fn step(&mut self, step: Step<'_>, output: &mut dyn Write) -> io::Result<()> {
        let Self { entries, checker, cycles, .. } = self;
        let mut each = |entry, place| checker.add(entry, place);
        match step {
            Step::Line(line, log, number, behind) => {
                self.idle = 0;
                entries.add(line, behind, Place::new(log, number), &mut each);
            }
            Step::End => entries.finish(&mut each),
            Step::Idle => {
                entries.finish(&mut each);
                self.idle += 1;
                if self.idle == LOOKS {
                    checker.settle();
                }
            }
        }
        if self.live {
            checker.settle_quiet(QUIET);
        }
        cycles.add(checker.closed());
        if self.live {
            let new = checker.violations().get(self.told..).unwrap_or_default();
            for violation in new {
                write_violation(output, violation, self.logs, &Redactor::new())?;
            }
            if !new.is_empty() {
                output.flush()?;
            }
            self.told = checker.violations().len();
        }
        Ok(())
    }
}
