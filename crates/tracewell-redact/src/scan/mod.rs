//! Secrets in text: what is looked for, and how it is found without reading clean text more than a few times.
//!
//! Streams run over the text and stop at the few bytes that a secret cannot do without (an `@`, a separator, a digit
//! run, the prefix of a token). At such a stop a finder looks around and decides. No finder looks back past what is
//! already replaced, and none reads a stretch twice that it has read in vain, so the work is linear in the text.

mod behind;
mod edge;
mod encoded;
mod entropy;
mod find;
mod found;
#[cfg(test)]
mod hostile;
mod known_names;
mod known_texts;
mod marker;
mod outlook;
mod pair;
mod scanner;
mod scrubbed;
mod stops;
mod stream;
mod text;

pub(crate) use self::behind::{scrub_behind, tail};
pub use self::marker::is_marker;
pub(crate) use self::pair::scheme::is_known as is_scheme;
pub(crate) use self::scanner::Scanner;
pub use self::scrubbed::Scrubbed;
