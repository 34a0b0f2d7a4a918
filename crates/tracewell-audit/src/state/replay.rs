use std::path::Path;

use super::Objects;
use crate::{Error, LogReader, Moment};

/// The state at the end of a log.
///
/// # Errors
///
/// The first line that does not belong; a file that is missing or can't be read.
pub fn replay(path: impl AsRef<Path>) -> Result<Objects, Error> {
    replay_until(LogReader::new(path.as_ref()), None)
}

/// The state as of `until`, what happened at that very moment included.
///
/// # Errors
///
/// [`ErrorKind::TooEarly`](crate::ErrorKind::TooEarly) if the log begins with a checkpoint that was written later, so that
/// nobody can know. Otherwise as [`replay`]: also where a later line is the one that does not belong, or where a line that would count has no
/// readable time.
pub fn replay_until(reader: LogReader<'_>, until: Option<Moment>) -> Result<Objects, Error> {
    let mut objects = Objects::new();
    reader.read(|entry| objects.fold_until(entry, until))?;
    Ok(objects)
}
