use std::io;

use tracewell_redact::{Mode, Policy, Reason};

use super::ScanArguments;
use crate::input::{Line, Needles, Step, Want, read_with};
use crate::output::{Redactor, counted};
use crate::{Exit, Streams};

/// There are secrets.
const FOUND: Exit = Exit::with_code(1);

/// Bytes of a line that are looked at: all of the longest one that is read.
const LONGEST: usize = 17 << 20;

/// # Errors
///
/// The places can't be written.
pub(crate) fn scan(arguments: &ScanArguments, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let Ok(policy) = Policy::builder(Mode::Development).max_value_bytes(LONGEST).build() else {
        streams.tell("the policy cannot be built");
        return Ok(Exit::FAILED);
    };
    let redactor = Redactor::new();
    let names: Vec<String> = arguments.logs.iter().map(|log| log.name(&redactor)).collect();
    let (mut secrets, mut lines, mut too_long) = (0_u64, 0_u64, 0_u64);
    let all_read = read_with(&arguments.logs, &Needles::new(&[]), None, streams, |step, output| {
        let Step::Line(line, log, number, _) = step else { return Ok(Want::All) };
        lines += 1;
        let bytes = match line {
            Line::Whole(bytes) | Line::Last(bytes) => bytes,
            Line::TooLong => {
                too_long += 1;
                return Ok(Want::All);
            }
        };
        let text = String::from_utf8_lossy(bytes);
        let mut places = secrets_in(&policy, &text);
        let without_nul = if places.is_empty() { without_nul(&text) } else { None };
        let text = match without_nul {
            Some(text) => {
                places = secrets_in(&policy, &text);
                text.into()
            }
            None => text,
        };
        let name = usize::try_from(log).ok().and_then(|log| names.get(log)).map_or("?", String::as_str);
        let (mut column, mut counted) = (1, 0);
        for (start, what) in places {
            column += text.get(counted..start).unwrap_or_default().chars().count();
            counted = start;
            secrets += 1;
            writeln!(output, "{name}:{number}:{column} {}", what.as_str())?;
        }
        Ok(Want::All)
    })?;
    if too_long > 0 {
        let lines = counted(too_long, "line is longer than 16 MiB and was", "lines are longer than 16 MiB and were");
        streams.tell(&format!("{lines} not looked at"));
    }
    let (found, lines) = (counted(secrets, "secret", "secrets"), counted(lines, "line", "lines"));
    streams.tell(&format!("{found} in {lines}"));
    Ok(match (all_read, secrets) {
        (false, _) => Exit::FAILED,
        (true, 0) if too_long > 0 => Exit::FAILED,
        (true, 0) => Exit::OK,
        (true, _) => FOUND,
    })
}

/// Where secrets begin, and what they are.
fn secrets_in(policy: &Policy, text: &str) -> Vec<(usize, Reason)> {
    let mut places = Vec::new();
    policy.find_secrets(text, |place, what| {
        if !is_trace_id(text, place.start) {
            places.push((place.start, what));
        }
    });
    places
}

/// Whether an id of a trace or a span begins there (W3C Trace Context, 2.2.2): of random digits some look like the number
/// of a card or an account.
fn is_trace_id(text: &str, start: usize) -> bool {
    let (Some(before), Some(id)) = (text.get(..start), text.as_bytes().get(start..)) else { return false };
    let Some(before) = before.strip_suffix('"') else { return false };
    let before = before.trim_end_matches(' ');
    let is = |name: &str, digits: usize| {
        let hex = |digits: &[u8]| digits.iter().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        before.ends_with(name) && id.get(..digits).is_some_and(hex) && id.get(digits) == Some(&b'"')
    };
    is("\"trace_id\":", 2 * 16) || is("\"span_id\":", 2 * 8)
}

/// A line of UTF-16 in a file that does not begin as such, as ASCII.
fn without_nul(text: &str) -> Option<String> {
    text.contains('\0').then(|| text.replace('\0', ""))
}
