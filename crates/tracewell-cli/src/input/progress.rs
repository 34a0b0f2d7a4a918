use std::io::{self, Read, Write};
use std::time::{Duration, Instant};

const EVERY: Duration = Duration::from_secs(1);

/// Says how much was read, in a line that it overwrites.
#[derive(Debug)]
pub(crate) struct Progress {
    shown: bool,
    every: Duration,
    /// `None` where nobody looks.
    next: Option<Instant>,
    bytes: u64,
}

impl Progress {
    pub(crate) fn new(show: bool) -> Self {
        Self::with_interval(show, EVERY)
    }

    fn with_interval(show: bool, every: Duration) -> Self {
        Self { shown: false, every, next: show.then(|| Instant::now() + every), bytes: 0 }
    }

    pub(crate) fn add(&mut self, bytes: u64, errors: &mut dyn Write) {
        self.bytes += bytes;
        let now = Instant::now();
        if self.next.is_some_and(|next| now >= next) {
            self.next = Some(now + self.every);
            self.shown = true;
            // Carriage return and "erase to the end of the line": what stands there is replaced.
            let _ = write!(errors, "\r{} read\x1b[K", amount(self.bytes));
            let _ = errors.flush();
        }
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

    fn shown(show: bool, every: Duration) -> String {
        let mut errors = Vec::new();
        let mut progress = Progress::with_interval(show, every);
        let mut input = Watched { input: io::repeat(b'x'), progress: &mut progress, errors: &mut errors };
        input.read_exact(&mut [0; 1536]).unwrap();
        progress.clear(&mut errors);
        String::from_utf8(errors).unwrap()
    }

    #[test]
    fn progress_is_shown_and_taken_away() {
        assert_eq!(shown(true, Duration::ZERO), "\r1.5 KiB read\x1b[K\r\x1b[K");
    }

    #[test]
    fn nothing_is_shown_early_or_where_nobody_looks() {
        assert_eq!(shown(true, EVERY), "");
        assert_eq!(shown(false, Duration::ZERO), "");
    }

    #[test]
    fn amounts_keep_a_sensible_unit() {
        assert_eq!(amount(0), "0.0 KiB");
        assert_eq!(amount(5 << 20), "5.0 MiB");
        assert_eq!(amount(u64::MAX), "16777216.0 TiB");
    }
}
