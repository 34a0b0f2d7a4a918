use std::fmt::Write;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;

/// Writes the time as RFC 3339 in UTC with microseconds. The text of a second is made once.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    second: Option<u64>,
    /// `2026-11-22T03:15:00`
    text: String,
}

impl Clock {
    /// Writes the time it is now, instead of what is in `out`.
    pub(crate) fn now(&mut self, out: &mut String) {
        // A clock before 1970 is wrong anyway; what matters is that the line is still one.
        self.write(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default(), out);
    }

    fn write(&mut self, since_epoch: Duration, out: &mut String) {
        if self.second != Some(since_epoch.as_secs()) {
            write_second(since_epoch.as_secs(), &mut self.text);
            self.second = Some(since_epoch.as_secs());
        }
        out.clear();
        out.push_str(&self.text);
        // A leading one keeps the zeros; it makes place for the point.
        let mut digits = itoa::Buffer::new();
        let micros = digits.format(1_000_000 + since_epoch.subsec_micros());
        out.push('.');
        out.push_str(micros.get(1..).unwrap_or("000000"));
        out.push('Z');
    }
}

fn write_second(second: u64, text: &mut String) {
    let time = i64::try_from(second).ok().and_then(|second| Timestamp::from_second(second).ok());
    text.clear();
    let _ = write!(text, "{}", time.unwrap_or(Timestamp::MAX));
    // Without the `Z`, and without the fraction that only the last moment of all has.
    text.truncate("2026-11-22T03:15:00".len());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_up_with_a_clock_that_steps() {
        let mut clock = Clock::default();
        let mut text = String::new();
        let mut at = |seconds, micros: u32| {
            clock.write(Duration::new(seconds, micros * 1000 + 999), &mut text);
            text.clone()
        };
        assert_eq!(at(0, 0), "1970-01-01T00:00:00.000000Z");
        assert_eq!(at(1_795_317_300, 123_456), "2026-11-22T03:15:00.123456Z");
        assert_eq!(at(1_795_317_300, 7), "2026-11-22T03:15:00.000007Z");
        assert_eq!(at(1_795_317_299, 999_999), "2026-11-22T03:14:59.999999Z");
        assert_eq!(at(951_782_400, 0), "2000-02-29T00:00:00.000000Z");
        assert_eq!(at(u64::MAX, 1).len(), "2026-11-22T03:15:00.123456Z".len());
    }
}
