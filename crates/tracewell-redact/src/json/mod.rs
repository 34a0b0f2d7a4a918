//! JSON: redacted while it is read, without building a tree.

mod input;
mod outcome;
mod redactor;
mod string;
mod walk;

pub use self::outcome::JsonOutcome;
pub use self::redactor::Json;
