/// The beginning of an entry in text: its time and level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head<'l> {
    pub(super) time: Option<&'l str>,
    pub(super) level: &'static str,
    /// What follows.
    pub(super) body: &'l str,
}

const LEVELS: [&str; 5] = ["ERROR", "WARN", "INFO", "DEBUG", "TRACE"];

impl<'l> Head<'l> {
    /// `None` where a line begins no entry. Its styles are left out already.
    pub(super) fn of(line: &'l str) -> Option<Self> {
        let line = line.trim_start();
        let (time, rest) = match time(line) {
            Some((time, rest)) => (Some(time), rest.trim_start()),
            None => (None, line),
        };
        let word = rest.strip_prefix('[').unwrap_or(rest);
        let level = LEVELS.into_iter().find(|level| word.starts_with(level))?;
        let body = word.get(level.len()..)?;
        let body = body.strip_prefix(']').unwrap_or(body);
        if !body.is_empty() && !body.starts_with([' ', ':', '\t']) {
            return None;
        }
        Some(Self { time, level, body: body.trim_start_matches([' ', ':', '\t']) })
    }
}

/// The time at the start of a line, and what follows: `2026-11-22T03:15:00.123456Z`, or with a blank between its parts.
fn time(line: &str) -> Option<(&str, &str)> {
    let is_digit = |at: usize| line.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    let is = |at: usize, byte: u8| line.as_bytes().get(at) == Some(&byte);
    if !((0..4).all(is_digit) && is(4, b'-') && is(7, b'-') && (is(10, b'T') || is(10, b' ')) && is(13, b':')) {
        return None;
    }
    let end = line.get(11..)?.find(' ').map_or(line.len(), |at| at + 11);
    line.split_at_checked(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_begin_with_time_and_level() {
        for (line, time, level, body) in [
            ("2026-11-22T03:15:00.1Z  INFO app: x", Some("2026-11-22T03:15:00.1Z"), "INFO", "app: x"),
            ("  2026-11-22T03:15:00Z ERROR app: x", Some("2026-11-22T03:15:00Z"), "ERROR", "app: x"),
            ("2026-11-22 03:15:00 [WARN] x", Some("2026-11-22 03:15:00"), "WARN", "x"),
            ("  INFO app: x", None, "INFO", "app: x"),
            ("DEBUG", None, "DEBUG", ""),
        ] {
            assert_eq!(Head::of(line), Some(Head { time, level, body }), "{line}");
        }
    }

    #[test]
    fn other_lines_begin_none() {
        for line in
            ["", "    at src/main.rs:1", "    in span with a: 1", "INFORMATION", "listening", "2026-11-22T03:15:00Z"]
        {
            assert_eq!(Head::of(line), None, "{line}");
        }
    }
}
