use std::io;

use tracewell_redact::Policy;

use super::FieldsArguments;
use super::arguments::Format;
use super::report::Report;
use super::tally::Tally;
use super::write::write_text;
use crate::input::read_logs;
use crate::output::{counted, write_json};
use crate::{Exit, Streams};

/// There was nothing to list.
const NOTHING: Exit = Exit::with_code(1);

/// # Errors
///
/// The report can't be written.
pub(crate) fn fields(arguments: &FieldsArguments, streams: &mut Streams<'_>) -> io::Result<Exit> {
    // The strictest there is: what a service has declared in its code cannot be known here.
    let mut tally = Tally::new(Policy::production());
    let all_read = read_logs(&arguments.logs, streams, |line| tally.add(line));
    let report = Report::new(tally);
    let nothing = report.lines.read == 0;
    match arguments.format {
        Format::Json => write_json(&mut streams.output, &report)?,
        Format::Text if !nothing => write_text(&mut streams.output, &report)?,
        Format::Text => {}
    }
    if !all_read {
        return Ok(Exit::FAILED);
    }
    if nothing {
        let lines = report.lines;
        let others = lines.foreign + lines.torn + lines.too_long;
        streams.tell(&match others {
            0 => "nothing to list: there are no lines".to_owned(),
            _ => format!("nothing to list: none of {} is a whole JSON object", counted(others, "line", "lines")),
        });
        return Ok(NOTHING);
    }
    Ok(Exit::OK)
}
