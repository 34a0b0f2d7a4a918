use std::io;

use tracewell_audit::{Entry, Moment};

use super::arguments::ReadArguments;
use super::opened::Opened;
use crate::output::Redactor;
use crate::{Exit, Streams};

/// What stands where something was erased.
const ERASED: &str = "[ERASED]";

pub(super) fn show(arguments: &ReadArguments, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let Some(opened) = Opened::of(&arguments.file, streams) else { return Ok(Exit::FAILED) };
    let redactor = Redactor::new();
    let mut written = Ok(());
    let read = opened.read(None, streams, |entry, output| {
        let late = arguments.until.is_some_and(|until| !Moment::is_by(entry, until).unwrap_or_default());
        if written.is_ok() && !late {
            written = output.write_all(line(entry, &redactor).as_bytes());
        }
        Ok(())
    });
    written?;
    Ok(match read {
        Ok(_) => Exit::OK,
        Err(error) => opened.refuse(&error, streams),
    })
}

fn line(entry: &Entry<'_>, redactor: &Redactor) -> String {
    let number = entry.seq().map_or("-".to_owned(), |seq| seq.to_string());
    let mut line = format!("{number:>6}  {}  {:<14}", redactor.text(entry.time()), redactor.text(entry.kind()));
    for (name, text) in [("user", entry.user()), ("team", entry.team()), ("request", entry.correlation_id())] {
        if let Some(text) = text {
            line += &format!("  {name}={}", redactor.text(text));
        }
    }
    match entry.value() {
        Some("null" | "\"\"") => {}
        Some(value) => line += &format!("  {}", redactor.text(value)),
        None if entry.is_erased() => line += &format!("  {ERASED}"),
        // Older lines may have none.
        None => {}
    }
    if entry.is_erased() && entry.value().is_some() {
        line += &format!("  user={ERASED}");
    }
    line + "\n"
}
