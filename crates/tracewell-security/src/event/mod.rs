//! One event: what is known of a violation, and how it is written.

mod emit;
mod security_event;

pub(crate) use self::emit::emit;
pub use self::security_event::SecurityEvent;
