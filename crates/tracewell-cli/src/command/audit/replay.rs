use std::io;

use tracewell_audit::Objects;

use super::arguments::ReadArguments;
use super::opened::Opened;
use crate::output::Printable;
use crate::{Exit, Streams};

pub(super) fn replay(arguments: &ReadArguments, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let Some(opened) = Opened::of(&arguments.file, streams) else { return Ok(Exit::FAILED) };
    let mut objects = Objects::new();
    let read = opened.read(None, streams, |entry, _| objects.fold_until(entry, arguments.until));
    match read {
        // Values stay as they are: this is the application's own data, and a state with markers in it would be none.
        Ok(_) => objects.write(None, &mut Printable::new(&mut *streams.output)).map(|()| Exit::OK),
        Err(error) => Ok(opened.refuse(&error, streams)),
    }
}
