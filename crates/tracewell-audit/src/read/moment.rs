use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::{Entry, Error, ErrorKind};

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
        text.parse().map(Self).map_err(|_| UnreadableTime)
    }
}

impl fmt::Display for UnreadableTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no time of RFC 3339, like 2026-11-22T03:15:00Z")
    }
}

impl std::error::Error for UnreadableTime {}
