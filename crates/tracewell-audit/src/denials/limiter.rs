use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::{Denial, DenialLimits, lost};
use crate::Event;

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// About what a line takes besides its value.
const LINE_BYTES: usize = 512;

/// Counts denials by client and minute.
#[derive(Debug)]
pub(crate) struct Limiter {
    limits: DenialLimits,
    /// When the minute ends; `None` before the first denial of one.
    ends: Option<Instant>,
    bytes: usize,
    /// When the day ends, and what it took so far; `None` before the first denial of one.
    day: Option<Instant>,
    bytes_of_day: usize,
    clients: HashMap<(&'static str, Box<str>), u64>,
    /// Whether some of them were suppressed.
    owes: bool,
}

/// What is to become of a denial.
#[derive(Debug)]
pub(crate) enum Admission {
    Write(Event),
    /// It is counted, and told at the end of the minute.
    Suppressed,
    /// There is no room for it.
    Dropped,
}

impl Limiter {
    pub(crate) fn new(limits: DenialLimits) -> Self {
        Self { limits, ends: None, bytes: 0, day: None, bytes_of_day: 0, clients: HashMap::new(), owes: false }
    }

    pub(crate) fn admit(&mut self, denial: &Denial) -> Admission {
        let now = Instant::now();
        if !self.owes && self.ends.is_some_and(|ends| ends <= now) {
            self.ends = None;
            self.bytes = 0;
            self.clients.clear();
        }
        self.ends.get_or_insert(now + MINUTE);
        let (kind, client) = denial.key();
        let key = (kind, Box::from(client));
        if self.clients.len() >= self.limits.clients && !self.clients.contains_key(&key) {
            return Admission::Dropped;
        }
        let count = self.clients.entry(key).or_default();
        *count += 1;
        if *count > self.limits.lines_per_client {
            self.owes = true;
            return Admission::Suppressed;
        }
        let Ok(event) = denial.event() else { return Admission::Dropped };
        if !self.has_room_for(&event, now) { Admission::Dropped } else { Admission::Write(event) }
    }

    /// What is to be written by now: one event for each client of whose denials some were suppressed. `end` ends the minute
    /// early.
    pub(crate) fn due(&mut self, now: Instant, end: bool) -> Vec<Event> {
        if !self.ends.is_some_and(|ends| end || ends <= now) {
            return Vec::new();
        }
        self.ends = None;
        self.bytes = 0;
        self.owes = false;
        let mut events = Vec::new();
        for ((kind, client), count) in std::mem::take(&mut self.clients) {
            let Some(suppressed) = count.checked_sub(self.limits.lines_per_client).filter(|more| *more > 0) else {
                continue;
            };
            match Denial::suppressed(kind, &client, suppressed) {
                Ok(event) if self.has_room_for(&event, now) => events.push(event),
                _ => lost(suppressed),
            }
        }
        events
    }

    /// When there will be something to write.
    pub(crate) fn next_due(&self) -> Option<Instant> {
        self.ends.filter(|_| self.owes)
    }

    fn has_room_for(&mut self, event: &Event, now: Instant) -> bool {
        if self.day.is_none_or(|ends| ends <= now) {
            self.day = now.checked_add(DAY);
            self.bytes_of_day = 0;
        }
        let bytes = event.value.len() + LINE_BYTES;
        let room = self.bytes + bytes <= self.limits.bytes_per_minute
            && self.bytes_of_day + bytes <= self.limits.bytes_per_day;
        if room {
            self.bytes += bytes;
            self.bytes_of_day += bytes;
        }
        room
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter(limits: DenialLimits) -> Limiter {
        Limiter::new(limits)
    }

    fn flood(limiter: &mut Limiter, client: &str, denials: u64) -> (u64, u64, u64) {
        let denial = Denial::new("token_missing").client(client);
        let mut counts = (0, 0, 0);
        for _ in 0..denials {
            match limiter.admit(&denial) {
                Admission::Write(_) => counts.0 += 1,
                Admission::Suppressed => counts.1 += 1,
                Admission::Dropped => counts.2 += 1,
            }
        }
        counts
    }

    #[test]
    fn the_first_are_single_lines_and_the_rest_is_one() {
        let mut limiter = limiter(DenialLimits::default());
        assert_eq!(flood(&mut limiter, "a", 1000), (300, 700, 0));
        assert_eq!(flood(&mut limiter, "b", 1), (1, 0, 0));
        assert!(limiter.due(Instant::now(), false).is_empty());
        let [event] = limiter.due(Instant::now() + MINUTE, false).try_into().unwrap();
        assert_eq!(event.value, r#"{"client":"a","suppressed":700}"#);
        assert_eq!(flood(&mut limiter, "a", 301), (300, 1, 0));
    }

    #[test]
    fn a_day_is_capped_as_well() {
        let mut limiter = limiter(DenialLimits::default().bytes_per_day(10 * LINE_BYTES));
        assert_eq!(flood(&mut limiter, "a", 5), (5, 0, 0));
        assert!(limiter.due(Instant::now() + MINUTE, false).is_empty());
        assert_eq!(flood(&mut limiter, "a", 300), (4, 0, 296));
        // The next day begins with nothing.
        limiter.day = Some(Instant::now());
        assert_eq!(flood(&mut limiter, "b", 300), (9, 0, 291));
    }

    #[test]
    fn bytes_and_clients_are_capped() {
        let mut few = limiter(DenialLimits::default().bytes_per_minute(10 * LINE_BYTES));
        assert_eq!(flood(&mut few, "a", 300), (9, 0, 291));
        let mut one = limiter(DenialLimits::default().clients(1));
        assert_eq!(flood(&mut one, "a", 1), (1, 0, 0));
        assert_eq!(flood(&mut one, "b", 5), (0, 0, 5));
    }
}
