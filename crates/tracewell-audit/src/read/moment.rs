use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::{Entry, Error, ErrorKind};

const NANOSECONDS: usize = 9;

/// A point in time (RFC 3339).
///
/// ```
/// use tracewell_audit::Moment;
///
/// assert!("2026-11-22T03:15:00Z".parse::<Moment>()? < "2026-11-22T05:15:00.5+01:00".parse()?);
/// assert!("yesterday".parse::<Moment>().is_err());
/// # Ok::<(), tracewell_audit::UnreadableTime>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(Timestamp);

/// A text that is no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnreadableTime;

impl Moment {
    /// Now.
    #[must_use]
    pub fn now() -> Self {
        Self(Timestamp::now())
    }

    /// Whether an entry was written by `until`, or at that very moment.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Value`]: its time is not readable.
    pub fn is_by(entry: &Entry<'_>, until: Self) -> Result<bool, Error> {
        Self::of_line(entry.time()).map(|time| time <= until).ok_or_else(|| Error::new(ErrorKind::Value))
    }

    /// The time of a line; those of the older form may lack a zone, and mean UTC then.
    pub(crate) fn of_line(text: &str) -> Option<Self> {
        let without_zone = || text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok().map(|time| time.timestamp());
        text.parse().ok().or_else(without_zone).map(Self)
    }

    pub(crate) fn timestamp(self) -> Timestamp {
        self.0
    }
}

impl FromStr for Moment {
    type Err = UnreadableTime;

    fn from_str(text: &str) -> Result<Self, UnreadableTime> {
        let text = &without_excess(text);
        let last = || is_of_last_days(text).then_some(Timestamp::MAX);
        text.parse().ok().or_else(last).map(Self).ok_or(UnreadableTime)
    }
}

/// A fraction may have any number of digits; those beyond nanoseconds say nothing here.
fn without_excess(text: &str) -> Cow<'_, str> {
    let Some((before, fraction)) = text.split_once('.') else { return text.into() };
    let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
    match (fraction.get(..NANOSECONDS), fraction.get(digits..)) {
        (Some(kept), Some(zone)) if digits > NANOSECONDS => format!("{before}.{kept}{zone}").into(),
        _ => text.into(),
    }
}

/// Whether it is a time of the last days of 9999, which are too late for a timestamp: any line is from before.
fn is_of_last_days(text: &str) -> bool {
    let zone = text.strip_suffix(['Z', 'z']).or_else(|| {
        let (local, zone) = text.split_at_checked(text.len().checked_sub("+00:00".len())?)?;
        // Read with a date that has room for it, a wrong zone is still a wrong zone.
        format!("2000-01-01T00:00:00{zone}").parse::<Timestamp>().ok().map(|_| local)
    });
    zone.and_then(|local| local.parse::<DateTime>().ok()).is_some_and(|local| local.year() == 9999)
}

impl fmt::Display for UnreadableTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no time of RFC 3339, like 2026-11-22T03:15:00Z")
    }
}

impl std::error::Error for UnreadableTime {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_time_of_the_standard_is_one() {
        let parse = |text: &str| text.parse::<Moment>();
        for last in
            ["9999-12-31T23:59:59Z", "9999-12-31t23:59:59.5z", "9999-12-31T23:59:60Z", "9999-12-31T23:59:59-23:59"]
        {
            assert!(parse(last).unwrap() > parse("9999-12-01T00:00:00Z").unwrap(), "{last}");
        }
        assert!(parse("0000-01-01T00:00:00Z").unwrap() < parse("0001-01-01T00:00:00+23:59").unwrap());
        assert_eq!(parse("2026-11-22T03:15:00.1234567890123-00:00"), parse("2026-11-22T03:15:00.123456789Z"));
        assert!(parse("2016-12-31T23:59:60Z").is_ok());
        for none in [
            "",
            "1",
            "yesterday",
            "2026-13-01T00:00:00Z",
            "9999-12-32T00:00:00Z",
            "9999-12-31T23:59:59",
            "9999-12-31T23:59:59+99:00",
        ] {
            assert_eq!(parse(none), Err(UnreadableTime), "{none}");
        }
    }
}
