//! Who is denied too often: sliding windows by client address, by user, and by a team's principal.

mod clock;
mod kind;
mod memory;
mod observation;
#[cfg(feature = "redis")]
mod redis;
mod subject;
mod thresholds;
mod tracker;
mod voice;

pub use self::clock::Clock;
pub(crate) use self::kind::Kind;
pub use self::observation::Observation;
#[cfg(feature = "redis")]
pub use self::redis::{InvalidRedisUrl, RedisUrl};
pub use self::subject::Subject;
pub use self::thresholds::Thresholds;
pub use self::tracker::AbuseTracker;
pub(crate) use self::voice::Voice;
