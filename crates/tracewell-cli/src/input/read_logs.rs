use std::io;

use super::progress::{Progress, Watched};
use super::{Line, Lines, Log};
use crate::Streams;

/// Hands every line of every log to `each`, and says whether all of them could be read to their end.
///
/// A log that can't be read is told, and the others are read all the same.
pub(crate) fn read_logs(logs: &[Log], streams: &mut Streams<'_>, mut each: impl FnMut(Line<'_>)) -> bool {
    let mut progress = Progress::through(logs, streams.progress);
    let mut all = true;
    for log in logs {
        let read = read(log, streams, &mut progress, &mut each);
        progress.clear(&mut streams.errors);
        if let Err(error) = read {
            all = false;
            streams.tell(&format!("cannot read {}: {error}", log.spoken()));
        }
    }
    all
}

fn read(
    log: &Log,
    streams: &mut Streams<'_>,
    progress: &mut Progress,
    each: &mut impl FnMut(Line<'_>),
) -> io::Result<()> {
    let input = log.open(&mut *streams.input)?;
    let mut lines = Lines::new(Watched { input, progress, errors: &mut *streams.errors });
    while let Some(line) = lines.next()? {
        each(line);
    }
    Ok(())
}
