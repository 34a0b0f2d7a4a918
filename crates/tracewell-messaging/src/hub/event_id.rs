use std::fmt;
use std::str::FromStr;

/// The `id` of an event in a stream: which order it belongs to, and its place there.
///
/// Each team has an order of its own, which begins anew with each process. So a place that another instance, or this one
/// before it was started again, gave to an event is recognised as unknown instead of being taken for one's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EventId {
    epoch: u64,
    place: u64,
}

impl EventId {
    /// 16 hexadecimal digits, a dash, 20 decimal ones.
    pub(super) const MAX_LEN: usize = 37;

    pub(super) const fn new(epoch: u64, place: u64) -> Self {
        Self { epoch, place }
    }

    pub(super) const fn epoch(self) -> u64 {
        self.epoch
    }

    /// The place, from 1.
    #[must_use]
    pub const fn place(self) -> u64 {
        self.place
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}-{}", self.epoch, self.place)
    }
}

/// A `Last-Event-ID` that is none of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidEventId;

impl fmt::Display for InvalidEventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the id of an event")
    }
}

impl std::error::Error for InvalidEventId {}

impl FromStr for EventId {
    type Err = InvalidEventId;

    fn from_str(text: &str) -> Result<Self, InvalidEventId> {
        let (epoch, place) = text.split_once('-').ok_or(InvalidEventId)?;
        let digits = |part: &str, most: usize| (1..=most).contains(&part.len()) && !part.starts_with('+');
        if !digits(epoch, 16) || !digits(place, 20) {
            return Err(InvalidEventId);
        }
        let epoch = u64::from_str_radix(epoch, 16).map_err(|_| InvalidEventId)?;
        let place = place.parse().map_err(|_| InvalidEventId)?;
        Ok(Self { epoch, place })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_it_was_written() {
        for id in [EventId::new(0, 1), EventId::new(u64::MAX, u64::MAX)] {
            assert_eq!(id.to_string().parse(), Ok(id));
            assert!(id.to_string().len() <= EventId::MAX_LEN);
        }
        for bad in ["", "-", "1-", "-1", "g-1", "1-x", "+1-1", "1-+1", "1-1-1", &"1".repeat(40)] {
            assert_eq!(bad.parse::<EventId>(), Err(InvalidEventId), "{bad}");
        }
    }
}
