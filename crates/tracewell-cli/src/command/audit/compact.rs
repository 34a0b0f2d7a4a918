use std::io;
use std::time::Duration;

use tracewell_audit::compact as compact_log;

use super::arguments::CompactArguments;
use super::counted::counted;
use super::opened::Opened;
use crate::output::Redactor;
use crate::{Exit, Streams};

pub(super) fn compact(arguments: &CompactArguments, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let Some(opened) = Opened::of(&arguments.file, streams) else { return Ok(Exit::FAILED) };
    let compaction = match compact_log(&arguments.file, Duration::from_secs(arguments.wait)) {
        Ok(compaction) => compaction,
        Err(error) => return Ok(opened.refuse(&error, streams)),
    };
    let objects = counted(compaction.objects(), "object");
    writeln!(streams.output, "a checkpoint of {objects} is chained; it stands for")?;
    let redactor = Redactor::new();
    for segment in compaction.segments() {
        writeln!(streams.output, "{}", redactor.path(segment))?;
    }
    Ok(Exit::OK)
}
