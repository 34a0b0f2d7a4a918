//! What the environment asks for: the `SENTRY_*` variables, read once at start.

mod reader;
mod settings;

use self::reader::Reader;
pub use self::settings::{Reading, Settings};
