use std::io::{self, ErrorKind, Read, Write};

use super::follow::Follow;
use super::progress::{Progress, Watched};
use super::{Interrupt, Line, Lines, Log, Needles};
use crate::Streams;

/// What comes while logs are read.
#[derive(Debug)]
pub(crate) enum Step<'l> {
    /// A line of a log: the number of the log, from 0, and of the line, from 1; and the byte behind it, if it is known.
    Line(Line<'l>, u32, u64, Option<u8>),
    /// A log has ended, or could not be read any further.
    End,
    /// There is nothing new in a log that is followed.
    Idle,
}

/// Which lines come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Want {
    /// All of them.
    All,
    /// Those that hold a needle.
    Hits,
}

/// Hands lines to `each`, which says which it wants next, and tells whether every log could be read to its end.
///
/// A log that can't be read is told, and the others are read all the same. With `follow` files are read on while they grow,
/// until Ctrl-C.
///
/// # Errors
///
/// Those of `each`.
pub(crate) fn read_with(
    logs: &[Log],
    needles: &Needles,
    follow: Option<&Interrupt>,
    streams: &mut Streams<'_>,
    mut each: impl FnMut(Step<'_>, &mut dyn Write) -> io::Result<Want>,
) -> io::Result<bool> {
    let mut progress = Progress::through(logs, streams.progress && follow.is_none());
    let mut all = true;
    for (number, log) in (0..).zip(logs) {
        let read = read(log, number, needles, follow, streams, &mut progress, &mut each);
        progress.clear(&mut streams.errors);
        match read {
            Ok(()) => {}
            Err(Failure::Read(error)) => {
                all = false;
                streams.tell(&format!("cannot read {}: {error}", log.spoken()));
            }
            Err(Failure::Write(error)) => return Err(error),
        }
        each(Step::End, &mut streams.output)?;
    }
    Ok(all)
}

enum Failure {
    Read(io::Error),
    Write(io::Error),
}

fn read(
    log: &Log,
    number: u32,
    needles: &Needles,
    follow: Option<&Interrupt>,
    streams: &mut Streams<'_>,
    progress: &mut Progress,
    each: &mut impl FnMut(Step<'_>, &mut dyn Write) -> io::Result<Want>,
) -> Result<(), Failure> {
    let input: Box<dyn Read + '_> = match (log, follow) {
        (Log::File(path), Some(interrupt)) => {
            Box::new(Follow::open(path.clone(), interrupt.clone()).map_err(Failure::Read)?)
        }
        _ => log.open(&mut *streams.input).map_err(Failure::Read)?,
    };
    let mut lines = Lines::new(Watched { input, progress, errors: &mut *streams.errors });
    let mut want = Want::All;
    loop {
        let line = lines.next_numbered((want == Want::Hits).then_some(needles));
        let (line, at, behind) = match line {
            Ok(Some(line)) => line,
            Ok(None) => return Ok(()),
            Err(error) if follow.is_some() && error.kind() == ErrorKind::WouldBlock => {
                want = each(Step::Idle, &mut *streams.output).map_err(Failure::Write)?;
                continue;
            }
            Err(error) => return Err(Failure::Read(error)),
        };
        want = each(Step::Line(line, number, at, behind), &mut *streams.output).map_err(Failure::Write)?;
    }
}
