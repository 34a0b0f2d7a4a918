//! What the fuzz targets claim: no planted secret survives, and nothing else changes.
//!
//! Each claim takes bytes and panics where it does not hold. `cargo fuzz run scanner` searches for such bytes; without it,
//! `cargo test` tries pseudo-random ones, and `cargo run --bin scanner FILE…` repeats what a search has found.

mod bytes;
mod headers;
mod json;
mod replay;
mod scanner;
mod url;

#[path = "../../crates/tracewell-redact/tests/support/mod.rs"]
mod support;

pub use self::headers::headers;
pub use self::json::json;
pub use self::replay::replay;
pub use self::scanner::scanner;
pub use self::url::url;
