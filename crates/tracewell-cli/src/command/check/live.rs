use std::io::{self, Write};
use std::time::Duration;

use tracewell_flow::Place;

use super::print::write_violation;
use super::read::{Entries, Found, Reader};
use super::reading::{Judged, Reading};
use crate::Streams;
use crate::input::{Log, Step, read_with};
use crate::output::Redactor;

/// How long a request may be quiet in a log that is followed, before what is open of it is judged; and how many looks at a
/// log that does not grow that is.
const QUIET: Duration = Duration::from_secs(60);
const LOOKS: u32 = 300;

/// Reads logs while they grow, and writes each violation as soon as it is one.
pub(super) fn read_live(reading: Reading<'_>, streams: &mut Streams<'_>) -> io::Result<Judged> {
    let Reading { logs, follow, entries, judge } = reading;
    let reader = entries.new_reader();
    let mut live = Live { logs, idle: 0, reader, judged: Judged { entries, judge, told: 0, all_read: true } };
    live.judged.all_read = read_with(logs, &Entries::needles(), follow.as_ref(), streams, |step, output| {
        live.step(step);
        live.tell(output)?;
        Ok(live.judged.entries.want())
    })?;
    let Live { reader, mut judged, .. } = live;
    judged.entries.absorb(reader);
    Ok(judged)
}

struct Live<'l> {
    logs: &'l [Log],
    /// Looks that found nothing new.
    idle: u32,
    reader: Reader,
    judged: Judged,
}

impl Live<'_> {
    fn step(&mut self, step: Step<'_>) {
        let Judged { entries, judge, .. } = &mut self.judged;
        let reader = &mut self.reader;
        let mut each = |found: Found<'_>, place| {
            if let Some(entry) = found.read(reader, place) {
                judge.add(entry, place);
            }
        };
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
                    judge.checker.settle();
                }
            }
        }
        judge.checker.settle_quiet(QUIET);
        judge.collect();
    }

    fn tell(&mut self, output: &mut dyn Write) -> io::Result<()> {
        let violations = self.judged.judge.checker.violations();
        let new = violations.get(self.judged.told..).unwrap_or_default();
        for violation in new {
            write_violation(output, violation, self.logs, &Redactor::new())?;
        }
        if !new.is_empty() {
            output.flush()?;
        }
        self.judged.told = violations.len();
        Ok(())
    }
}
