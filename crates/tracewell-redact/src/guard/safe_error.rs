use std::error::Error;
use std::fmt::{self, Write};

use super::bounded::{contained, format_into};
use super::text::{push_clean, window};
use crate::Policy;
use crate::scan::tail;

/// Sources of an error that are told at most: a chain may be long, and may even be a ring.
const SOURCES: usize = 8;
/// Bytes of a type name that are told.
const LONGEST_TYPE_NAME: usize = 64;
/// Stands for the name of a type that does not tell it.
const UNNAMED: &str = "Error";

/// What an error said, scrubbed. Sinks get this one in place of the error itself.
///
/// Its memory is kept for the next error.
#[derive(Default)]
pub(super) struct SafeError {
    type_name: String,
    message: String,
    source: Option<Box<Self>>,
    has_source: bool,
    /// The end of what the error said itself: a name there makes what its source says a value.
    tail: String,
    /// Scratch space.
    joint: String,
    behind: String,
}

impl SafeError {
    /// Says what `error` says, in place of what it said before. `raw` is scratch space.
    pub(super) fn retell(&mut self, error: &(dyn Error + 'static), policy: &Policy, raw: &mut String) {
        self.retell_chain(error, "", SOURCES, window(policy), policy, raw);
    }

    fn retell_chain(
        &mut self,
        error: &(dyn Error + 'static),
        before: &str,
        sources: usize,
        room: usize,
        policy: &Policy,
        raw: &mut String,
    ) {
        self.type_name.clear();
        self.type_name.push_str(type_name(error, policy, raw));
        format_into(raw, room, |out| write!(out, "{error}"));
        self.message.clear();
        push_clean(policy, raw, &mut self.message);
        if !before.is_empty() {
            self.behind.clear();
            policy.scrub_behind(before, &self.message, &mut self.joint, &mut self.behind);
            std::mem::swap(&mut self.message, &mut self.behind);
        }
        self.tail.clear();
        // An error that says nothing itself passes on what was said before.
        self.tail.push_str(if raw.trim_ascii().is_empty() { before } else { tail(raw) });
        let source = if sources > 0 { contained(|| error.source()).flatten() } else { None };
        self.has_source = source.is_some();
        if let Some(source) = source {
            // All messages of a chain together are no longer than one value.
            let room = room.saturating_sub(raw.len());
            let inner = self.source.get_or_insert_default();
            inner.retell_chain(source, &self.tail, sources - 1, room, policy, raw);
        }
    }
}

impl fmt::Display for SafeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Begins with the type name, as derived ones do: sinks take an error's type from there.
impl fmt::Debug for SafeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut error = f.debug_struct(&self.type_name);
        error.field("message", &self.message);
        if let Some(source) = self.source() {
            error.field("source", &source);
        }
        error.finish()
    }
}

impl Error for SafeError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().filter(|_| self.has_source).map(|source| source as _)
    }
}

/// The identifier that the error's `Debug` begins with; there is no other way to a name behind `dyn Error`.
fn type_name<'r>(error: &(dyn Error + 'static), policy: &Policy, raw: &'r mut String) -> &'r str {
    format_into(raw, LONGEST_TYPE_NAME, |out| write!(Identifier(out), "{error:?}"));
    let is_name = raw.starts_with(|first: char| first.is_ascii_alphabetic()) && !policy.holds_secret(raw);
    if is_name { raw } else { UNNAMED }
}

/// Passes on the identifier that a text begins with, and ends the formatting behind it.
struct Identifier<'a>(&'a mut dyn Write);

impl Write for Identifier<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let end = text.bytes().position(|byte| !is_part(&byte)).unwrap_or(text.len());
        let (identifier, rest) = text.split_at_checked(end).unwrap_or_default();
        self.0.write_str(identifier)?;
        if rest.is_empty() { Ok(()) } else { Err(fmt::Error) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Ring;

    impl fmt::Display for Ring {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("round and round")
        }
    }

    impl Error for Ring {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(self)
        }
    }

    fn retold(error: &(dyn Error + 'static)) -> SafeError {
        let mut safe = SafeError::default();
        safe.retell(error, &Policy::production(), &mut String::new());
        safe
    }

    fn length(error: &(dyn Error + 'static)) -> usize {
        std::iter::successors(Some(error), |&error| error.source()).count()
    }

    #[test]
    fn a_ring_of_sources_ends() {
        assert_eq!(length(&retold(&Ring)), 1 + SOURCES);
    }

    #[test]
    fn a_chain_is_no_longer_than_one_value() {
        struct Wordy(u32);
        impl fmt::Debug for Wordy {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("Wordy")
            }
        }
        impl fmt::Display for Wordy {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&"word ".repeat(1500))
            }
        }
        static NEXT: Wordy = Wordy(0);
        impl Error for Wordy {
            fn source(&self) -> Option<&(dyn Error + 'static)> {
                (self.0 > 0).then_some(&NEXT as _)
            }
        }
        let safe = retold(&Wordy(1));
        let total: usize = std::iter::successors(Some(&safe as &dyn Error), |&error| error.source())
            .map(|e| e.to_string().len())
            .sum();
        assert!(total > 7500 && total <= window(&Policy::production()), "{total}");
    }

    #[test]
    fn the_last_error_leaves_nothing_behind() {
        let mut safe = retold(&Ring);
        safe.retell(&fmt::Error, &Policy::production(), &mut String::new());
        assert_eq!(length(&safe), 1);
        assert_eq!(format!("{safe:?}"), format!("Error {{ message: {:?} }}", fmt::Error.to_string()));
    }
}
