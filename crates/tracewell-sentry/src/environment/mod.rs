//! What the environment asks for: the `SENTRY_*` variables, read once at start.

mod settings;

pub use self::settings::{Reading, Settings};
