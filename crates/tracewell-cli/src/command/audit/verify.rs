use std::io;

use tracewell_audit::{Moment, Summary};

use super::arguments::VerifyArguments;
use super::opened::Opened;
use super::witness::{Seen, seen};
use crate::output::Redactor;
use crate::{Exit, Streams};

pub(super) fn verify(arguments: &VerifyArguments, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let opened = Opened::new(&arguments.read.file);
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
    writeln!(streams.output, "Result: OK {}", told(&summary))?;
    if until.is_some() {
        writeln!(streams.output, "{then} lines up to that time")?;
    }
    Ok(Exit::OK)
}

/// What an intact log came to.
fn told(summary: &Summary) -> String {
    let mut text = format!("{} lines in {} files", summary.lines(), summary.files());
    if summary.older_lines() > 0 {
        text += &format!(", {} of the older form without hashes", summary.older_lines());
    }
    if summary.erased() > 0 {
        text += &format!(", {} erased and said so", summary.erased());
    }
    if summary.witnessed() > 0 {
        text += &format!(", {} as the witness saw them", summary.witnessed());
    }
    if let Some(head) = summary.head() {
        text += &format!("; seq {}, hash {}", head.seq(), head.hash());
    }
    text
}
