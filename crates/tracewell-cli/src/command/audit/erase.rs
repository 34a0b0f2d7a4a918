use std::io;
use std::time::Duration;

use tracewell_audit::{Subject, erase as erase_from};

use super::arguments::EraseArguments;
use super::opened::Opened;
use crate::{Exit, Streams};

pub(super) fn erase(arguments: &EraseArguments, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let opened = Opened::new(&arguments.file);
    let subject = match (&arguments.subject.object, &arguments.subject.user) {
        (Some(id), None) => Subject::Object(id),
        (None, Some(id)) => Subject::User(id),
        // The command line has seen to it.
        _ => return Ok(Exit::FAILED),
    };
    let (Subject::Object(id) | Subject::User(id)) = subject else { return Ok(Exit::FAILED) };
    if id.is_empty() {
        streams.tell("an empty id is nobody's");
        return Ok(Exit::FAILED);
    }
    let erasure = match erase_from(&arguments.file, subject, Duration::from_secs(arguments.wait)) {
        Ok(erasure) => erasure,
        Err(error) => return Ok(opened.refuse(&error, streams)),
    };
    match erasure.lines() {
        0 => writeln!(streams.output, "nothing to erase")?,
        lines => writeln!(streams.output, "erased from {lines} lines; the chain says so and holds")?,
    }
    if erasure.mentions() > 0 {
        let mentions = erasure.mentions();
        streams.tell(&format!(
            "{mentions} lines hold the id still, as a link's end or inside a longer text: look for it with `audit show`"
        ));
    }
    Ok(Exit::OK)
}
