use std::io;

use tracewell_audit::{Moment, Summary};

use super::arguments::VerifyArguments;
use super::counted::counted;
use super::opened::Opened;
use super::witness::{Seen, seen};
use crate::output::Redactor;
use crate::{Exit, Streams};

pub(super) fn verify(arguments: &VerifyArguments, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let Some(opened) = Opened::of(&arguments.read.file, streams) else { return Ok(Exit::FAILED) };
    let witness = match arguments.witness.as_slice() {
        [] => None,
        logs => match seen(logs, &arguments.read.file, streams) {
            Seen::Witness(witness) => Some(witness),
            Seen::Unreadable => return Ok(Exit::FAILED),
            Seen::Nothing => {
                streams.tell("no audit_checkpoint line in what should be the witness: there is nothing to compare");
                return Ok(Exit::FAILED);
            }
        },
    };
    let mut then = 0_u64;
    let until = arguments.read.until;
    let read = opened.read(witness.as_ref(), streams, |entry, _| {
        // Times never go back in a chain, so that these are the first ones.
        then += u64::from(until.is_some_and(|until| Moment::is_by(entry, until).unwrap_or_default()));
        Ok(())
    });
    let summary = match read {
        Ok(summary) => summary,
        Err(error) => {
            let (sentence, exit) = opened.refusal(&error);
            if exit == Exit::FAILED {
                streams.tell(&sentence);
            } else {
                writeln!(streams.output, "Result: FAIL {sentence}")?;
            }
            return Ok(exit);
        }
    };
    if let Some(fault) = summary.known_break() {
        writeln!(streams.output, "Result: FAIL {}", Redactor::new().text(&fault.to_string()))?;
        return Ok(Exit::with_code(1));
    }
    let compared = witness.as_ref().map(|witness| (witness.len() as u64, summary.witnessed()));
    if let Some((seen, 0)) = compared {
        streams.tell(&format!(
            "the chain is whole in itself, but none of the {} that the witness saw is there to be compared",
            counted(seen, "line")
        ));
        return Ok(Exit::FAILED);
    }
    writeln!(streams.output, "Result: OK {}", told(&summary, compared))?;
    if summary.lines() == 0 {
        streams.tell("warning: there is no line in it: whether there ever was one, a witness may know");
    }
    if until.is_some() {
        writeln!(streams.output, "{} up to that time", counted(then, "line"))?;
    }
    Ok(Exit::OK)
}

/// What an intact log came to; and how many lines a witness saw, and how many of them could be compared.
fn told(summary: &Summary, witness: Option<(u64, u64)>) -> String {
    let mut text = format!("{} in {}", counted(summary.lines(), "line"), counted(summary.files(), "file"));
    if summary.older_lines() > 0 {
        text += &format!(", {} of the older form without hashes", summary.older_lines());
    }
    if summary.erased() > 0 {
        text += &format!(", {} erased and said so", summary.erased());
    }
    if let Some((seen, compared)) = witness {
        text += &format!(", {compared} as the witness saw them");
        if let Some(others) = seen.checked_sub(compared).filter(|others| *others > 0) {
            text += &format!(" ({others} more that it saw could not be compared: they are before the first line)");
        }
    }
    if let Some(head) = summary.head() {
        text += &format!("; seq {}, hash {}", head.seq(), head.hash());
    }
    text
}
