use std::io::{self, Read};

use tracewell_flow::micros_of;

use super::Log;

/// Bytes in which the first time of a log is looked for.
const BEGINNING: u64 = 64 << 10;

/// The logs in the order in which they were written, by the first time in each: a shell names `app.jsonl.1` after
/// `app.jsonl`, though it is older. Where one has no time, or is standard input, they stay as they are named.
pub(crate) fn in_order(logs: &[Log]) -> Vec<Log> {
    let mut timed = Vec::with_capacity(logs.len());
    for log in logs {
        match log {
            Log::File(_) if logs.len() > 1 => timed.push((first_time(log), log.clone())),
            _ => return logs.to_vec(),
        }
    }
    if timed.iter().all(|(time, _)| time.is_some()) {
        timed.sort_by_key(|(time, _)| *time);
    }
    timed.into_iter().map(|(_, log)| log).collect()
}

fn first_time(log: &Log) -> Option<i64> {
    let mut beginning = Vec::new();
    // What can't be read is told when it is read.
    log.open(&mut io::empty()).ok()?.take(BEGINNING).read_to_end(&mut beginning).ok()?;
    let text = String::from_utf8_lossy(&beginning);
    text.match_indices(['T', ' ']).find_map(|(at, _)| {
        let from = text.get(at.checked_sub(10)?..)?;
        let end =
            from.char_indices().position(|(at, c)| at > 10 && !matches!(c, '0'..='9' | ':' | '.' | '+' | '-' | 'Z'));
        micros_of(from.get(..end.unwrap_or(from.len()))?)
    })
}
