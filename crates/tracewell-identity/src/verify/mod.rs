//! The verifier: what it asks of a token, and what it remembers.

mod builder;
mod lookup;
mod requirements;
mod settings;
mod token_cache;
mod verifier;

pub use self::builder::VerifierBuilder;
pub use self::verifier::Verifier;
