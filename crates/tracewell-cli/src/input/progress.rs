use std::io::{self, Read, Write};
use std::time::{Duration, Instant};

use super::Log;

const EVERY: Duration = Duration::from_secs(1);
/// Characters of the bar.
const BAR: usize = 24;

/// Says how much was read, in a line that it overwrites: with a bar where it is known how much there is.
#[derive(Debug)]
pub(crate) struct Progress {
    shown: bool,
    every: Duration,
    /// `None` where nobody looks.
    next: Option<Instant>,
    bytes: u64,
    total: Option<u64>,
}

impl Progress {
    /// The progress through `logs`; none is shown if not `show`.
    pub(super) fn through(logs: &[Log], show: bool) -> Self {
        let total = if show { logs.iter().map(Log::plain_size).sum() } else { None };
        Self::with_interval(show, total, EVERY)
    }

    /// The progress through something of unknown length.
    pub(crate) fn new(show: bool) -> Self {
        Self::with_interval(show, None, EVERY)
    }

    fn with_interval(show: bool, total: Option<u64>, every: Duration) -> Self {
        Self { shown: false, every, next: show.then(|| Instant::now() + every), bytes: 0, total }
    }

    pub(crate) fn add(&mut self, bytes: u64, errors: &mut dyn Write) {
        self.bytes += bytes;
        let now = Instant::now();
        if self.next.is_some_and(|next| now >= next) {
            self.next = Some(now + self.every);
            self.shown = true;
            // Carriage return and "erase to the end of the line": what stands there is replaced.
            let _ = write!(errors, "\r{}\x1b[K", self.line());
            let _ = errors.flush();
        }
    }

    fn line(&self) -> String {
        let read = amount(self.bytes);
        // A file that grew meanwhile has more than it had.
        let Some(total) = self.total.filter(|total| *total > 0 && *total >= self.bytes) else {
            return format!("{read} read");
        };
        let share = self.bytes as f64 / total as f64;
        let done = ((share * BAR as f64) as usize).min(BAR);
        let (done_bar, rest) = ("#".repeat(done), "-".repeat(BAR - done));
        format!("[{done_bar}{rest}] {:3.0} %  {read} of {}", (share * 100.0).floor(), amount(total))
    }

    /// Takes the line away.
    pub(crate) fn clear(&mut self, errors: &mut dyn Write) {
        if self.shown {
            self.shown = false;
            let _ = write!(errors, "\r\x1b[K");
            let _ = errors.flush();
        }
    }
}

fn amount(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    let mut value = bytes as f64 / 1024.0;
    let mut unit = 0;
    while value >= 1024.0 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    format!("{value:.1} {}", UNITS.get(unit).unwrap_or(&""))
}

/// An input whose progress is shown.
pub(super) struct Watched<'p, R> {
    pub(super) input: R,
    pub(super) progress: &'p mut Progress,
    pub(super) errors: &'p mut dyn Write,
}

impl<R: Read> Read for Watched<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.progress.add(read as u64, self.errors);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(show: bool, total: Option<u64>, every: Duration) -> String {
        let mut errors = Vec::new();
        let mut progress = Progress::with_interval(show, total, every);
        let mut input = Watched { input: io::repeat(b'x'), progress: &mut progress, errors: &mut errors };
        input.read_exact(&mut [0; 1536]).unwrap();
        progress.clear(&mut errors);
        String::from_utf8(errors).unwrap()
    }

    #[test]
    fn progress_is_shown_and_taken_away() {
        assert_eq!(shown(true, None, Duration::ZERO), "\r1.5 KiB read\x1b[K\r\x1b[K");
        let bar = "\r[############------------]  50 %  1.5 KiB of 3.0 KiB\x1b[K\r\x1b[K";
        assert_eq!(shown(true, Some(3072), Duration::ZERO), bar);
    }

    #[test]
    fn there_is_no_bar_for_more_than_there_was() {
        for total in [0, 1535] {
            assert_eq!(shown(true, Some(total), Duration::ZERO), "\r1.5 KiB read\x1b[K\r\x1b[K");
        }
    }

    #[test]
    fn nothing_is_shown_early_or_where_nobody_looks() {
        assert_eq!(shown(true, Some(9999), EVERY), "");
        assert_eq!(shown(false, Some(9999), Duration::ZERO), "");
    }

    #[test]
    fn amounts_keep_a_sensible_unit() {
        assert_eq!(amount(0), "0.0 KiB");
        assert_eq!(amount(5 << 20), "5.0 MiB");
        assert_eq!(amount(u64::MAX), "16777216.0 TiB");
    }
}
