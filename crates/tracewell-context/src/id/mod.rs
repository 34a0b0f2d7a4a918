//! Identifiers, each validated where it is made, so that whoever holds one may print it.

mod correlation_id;
mod fresh;
mod invalid_id;
mod team_id;
mod text;
mod user_id;
mod visible;

pub use self::correlation_id::CorrelationId;
pub use self::invalid_id::InvalidId;
pub use self::team_id::TeamId;
pub use self::user_id::UserId;
