//! Extractors for axum.

mod authenticated;
mod caller;

pub use self::authenticated::Authenticated;
