use std::collections::HashMap;

#[path = "../../src/tour/log_line.rs"]
mod log_line;

use self::log_line::LogLine;

/// A log whose lines are each read as strictly as a log store might, by whose they are.
pub(crate) struct Log {
    lines: Vec<LogLine>,
    by_id: HashMap<String, Vec<usize>>,
}

pub(crate) use self::log_line::LogLine as Line;

impl Log {
    /// The log, and what of it is no line.
    pub(crate) fn read(text: &[String]) -> (Self, Vec<String>) {
        let (mut lines, mut by_id, mut unreadable) = (Vec::new(), HashMap::<String, Vec<usize>>::new(), Vec::new());
        for line in text {
            match LogLine::parse(line) {
                Ok(parsed) => {
                    by_id.entry(parsed.correlation_id().to_owned()).or_default().push(lines.len());
                    lines.push(parsed);
                }
                Err(error) => unreadable.push(format!("{error} in {line}")),
            }
        }
        (Self { lines, by_id }, unreadable)
    }

    pub(crate) fn lines(&self) -> &[LogLine] {
        &self.lines
    }

    /// The lines of one request.
    pub(crate) fn of(&self, id: &str) -> impl Iterator<Item = &LogLine> {
        self.by_id.get(id).into_iter().flatten().map(|at| &self.lines[*at])
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.by_id.keys().map(String::as_str).filter(|id| !id.is_empty())
    }

    pub(crate) fn named(&self, event: &str) -> impl Iterator<Item = &LogLine> {
        self.lines.iter().filter(move |line| line.message() == event)
    }
}
