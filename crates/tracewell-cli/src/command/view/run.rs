use std::io::{self, Write};

use tracewell_redact::{JsonOutcome, Policy};

use super::ViewArguments;
use super::arguments::Color;
use super::elements::elements;
use super::filter::Filter;
use super::paint::write_record;
use super::partial::Partial;
use super::record::Record;
use super::schema::converted;
use super::story::Story;
use crate::input::{Interrupt, Line, Needles, Step, Want, in_order, read_with, split_prefix, without_styles};
use crate::output::{counted, escaped, write_json};
use crate::{Exit, Streams};

/// There was nothing to show.
const NOTHING: Exit = Exit::with_code(1);
/// Bytes of a redacted line.
const LONGEST: usize = 17 << 20;

/// # Errors
///
/// The lines can't be written.
pub(crate) fn view(arguments: &ViewArguments, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let logs = if arguments.follow { arguments.logs.clone() } else { in_order(&arguments.logs) };
    let colour = match arguments.color {
        Color::Auto => streams.colour,
        Color::Always => true,
        Color::Never => false,
    };
    let mut page = Page {
        arguments,
        filter: Filter(arguments),
        policy: Policy::development(),
        colour,
        partial: Partial::default(),
        story: arguments.request.is_some().then(Story::default),
        shown: 0,
        found: 0,
        foreign: 0,
    };
    let interrupt = arguments.follow.then(Interrupt::catch);
    let all_read = read_with(&logs, &Needles::new(&[]), interrupt.as_ref(), streams, |step, output| {
        match step {
            Step::Line(Line::Whole(line) | Line::Last(line), ..) => page.line(line, output)?,
            Step::Line(Line::TooLong, ..) => {
                page.foreign += 1;
                writeln!(output, "(a line longer than 16 MiB)")?;
            }
            Step::End => {}
            Step::Idle => output.flush()?,
        }
        Ok(Want::All)
    })?;
    if let Some(story) = page.story.take() {
        let (records, teams, dropped) = story.into_parts();
        for record in records {
            page.show(record, &mut *streams.output)?;
        }
        if teams.len() > 1 {
            let teams: Vec<String> = teams.iter().map(|team| page.policy.scrub(team).into_owned()).collect();
            streams.tell(&format!("warning: lines of this id belong to {} teams: {}", teams.len(), teams.join(", ")));
        }
        if dropped > 0 {
            streams.tell(&format!("{dropped} further lines of this id are not shown"));
        }
    }
    if !all_read {
        return Ok(Exit::FAILED);
    }
    if page.shown == 0 {
        streams.tell(&match (page.found, page.foreign) {
            (0, 0) => "nothing to show: there are no lines".to_owned(),
            (0, foreign) => format!(
                "nothing to show: none of {} is JSON, and only JSON lines are chosen from or handed to other tools \
                 (a service writes them with LOG_FORMAT=json)",
                counted(foreign, "line", "lines")
            ),
            (found, _) => format!("nothing to show: no line of {found} is one of those that were asked for"),
        });
        return Ok(NOTHING);
    }
    Ok(Exit::OK)
}

struct Page<'a> {
    arguments: &'a ViewArguments,
    filter: Filter<'a>,
    policy: Policy,
    colour: bool,
    partial: Partial,
    story: Option<Story>,
    shown: u64,
    /// Lines that are JSON objects, and those that are none and were passed over.
    found: u64,
    foreign: u64,
}

impl Page<'_> {
    fn line(&mut self, bytes: &[u8], output: &mut dyn Write) -> io::Result<()> {
        let lossy = String::from_utf8_lossy(bytes);
        // A line of JSON has no styles; what was put in front of it may.
        let unstyled = if lossy.starts_with('{') { lossy } else { without_styles(&lossy).into_owned().into() };
        let (prefix, rest) = split_prefix(&unstyled);
        let Some(whole) = self.partial.add(prefix, rest) else { return Ok(()) };
        elements(&whole).into_iter().try_for_each(|line| self.element(line, output))
    }

    fn element(&mut self, line: &str, output: &mut dyn Write) -> io::Result<()> {
        let found = Record::of(line);
        match &found {
            Some(_) => self.found += 1,
            None if line.trim().is_empty() => {}
            None => self.foreign += 1,
        }
        match found {
            Some(found) if self.filter.takes(&found) => {
                let Some(record) = self.redacted(&found) else { return Ok(()) };
                match &mut self.story {
                    Some(story) => {
                        story.add(&found, record);
                        Ok(())
                    }
                    None => self.show(record, output),
                }
            }
            None if !self.filter.is_set() && self.arguments.schema.is_none() && !line.trim().is_empty() => {
                self.shown += 1;
                writeln!(output, "{}", escaped(&self.policy.scrub(line)))
            }
            _ => Ok(()),
        }
    }

    /// What may be shown of a record: it goes through the policy once more, as JSON.
    fn redacted(&self, found: &Record) -> Option<Record> {
        let Record { time, level, message, target, fields } = found;
        let line = serde_json::json!({
            "timestamp": time, "level": level, "message": message, "target": target, "fields": fields,
        });
        let mut clean = String::new();
        let outcome = self.policy.json().most_bytes(LONGEST).redact_into(line.to_string().as_bytes(), &mut clean);
        let mut record = (outcome == JsonOutcome::Whole).then(|| Record::of(&clean))??;
        record.time = record.time.filter(|_| time.is_some());
        record.level = record.level.filter(|_| level.is_some());
        record.target = record.target.filter(|_| target.is_some());
        Some(record)
    }

    fn show(&mut self, record: Record, output: &mut dyn Write) -> io::Result<()> {
        self.shown += 1;
        match self.arguments.schema {
            Some(schema) => write_json(output, &converted(record, schema)),
            None => write_record(output, &record, self.colour),
        }
    }
}
