use std::io;
use std::path::PathBuf;

use tracewell_names::variable;
use tracewell_redact::KeyRing;

use super::HmacArguments;
use super::compute::{Compute, doubt};
use super::values::{LONGEST, each_value, value};
use crate::input::{Typed, read_hidden};
use crate::output::Redactor;
use crate::{Exit, Streams};

/// There was nothing to hash.
const NOTHING: Exit = Exit::with_code(1);
/// What a shell says of a program that Ctrl-C ended.
const INTERRUPTED: Exit = Exit::with_code(130);

/// # Errors
///
/// The hashes can't be written.
pub(crate) fn hmac(arguments: &HmacArguments, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let variable = || std::env::var_os(variable::REDACT_HMAC_KEY_FILE).filter(|path| !path.is_empty());
    let Some(path) = arguments.key_file.clone().or_else(|| variable().map(PathBuf::from)) else {
        streams.tell(&format!("no keys: name their file with --key-file, or in {}", variable::REDACT_HMAC_KEY_FILE));
        return Ok(Exit::FAILED);
    };
    let keys = KeyRing::new(path);
    if let Some(problem) = keys.problem() {
        streams.tell(&format!("no keys in {}: {problem}", Redactor::new().path(keys.path())));
        return Ok(Exit::FAILED);
    }
    if let Some(doubt) = doubt(arguments) {
        streams.tell(&doubt);
    }
    let mut compute = Compute::new(arguments, &keys);
    if streams.terminal {
        match read_hidden(streams, "value (it is not shown): ", LONGEST + 1) {
            Ok(Typed::Line(typed)) if typed.is_empty() => {}
            Ok(Typed::Line(typed)) => compute.value(1, value(&typed), streams)?,
            Ok(Typed::Interrupt) => return Ok(INTERRUPTED),
            Err(error) => return Ok(unreadable(streams, &error)),
        }
    } else {
        let input = std::mem::replace(&mut streams.input, Box::new(io::empty()));
        let mut unwritten = None;
        let read = each_value(input, |number, value| {
            compute.value(number, value, streams).map_err(|error| {
                let kind = error.kind();
                unwritten = Some(error);
                kind.into()
            })
        });
        if let Some(error) = unwritten {
            return Err(error);
        }
        if let Err(error) = read {
            return Ok(unreadable(streams, &error));
        }
    }
    Ok(match (compute.refused, compute.printed) {
        (0, 0) => {
            streams.tell("no value: give one a line on standard input");
            NOTHING
        }
        (0, _) => Exit::OK,
        _ => Exit::FAILED,
    })
}

fn unreadable(streams: &mut Streams<'_>, error: &io::Error) -> Exit {
    streams.tell(&format!("cannot read standard input: {error}"));
    Exit::FAILED
}
