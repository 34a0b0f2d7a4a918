use std::error::Error;
use std::fmt::{self, Write};

use sentry_core::protocol::Exception;
use tracewell_redact::Policy;

use super::Work;

/// The longest name of a type.
const LONGEST_TYPE: usize = 96;

/// An error and its sources, innermost first as Sentry has them, each scrubbed in the light of the one outside it.
pub(super) fn exceptions(
    policy: &Policy,
    work: &Work,
    error: &(dyn Error + 'static),
    error_type: Option<&str>,
) -> Vec<Exception> {
    let chain = policy.error_chain(error);
    let texts = std::iter::once(chain.message()).chain(chain.sources().iter().map(String::as_str));
    let mut next = Some(error);
    let mut exceptions: Vec<_> = texts
        .enumerate()
        .map(|(depth, text)| {
            let own = next.take();
            next = own.and_then(Error::source);
            let known = error_type.filter(|_| depth == 0).map(ToOwned::to_owned);
            let ty = known.or_else(|| own.map(type_of)).unwrap_or_else(|| "Error".to_owned());
            Exception { ty, value: Some(work.hide_path(text)), ..Exception::default() }
        })
        .collect();
    exceptions.reverse();
    exceptions
}

/// The name of an error's type, which a `dyn Error` does not tell: what its `Debug` writes first, where that is a name and
/// goes on as one that is derived does. No more of it is formatted.
pub(super) fn type_of(error: &dyn Error) -> String {
    struct Name(Option<String>);
    impl Write for Name {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            let goes_on = matches!(text.as_bytes(), [b'(', ..] | [b' ', b'{', ..]);
            match &self.0 {
                None if is_type(text) => {
                    self.0 = Some(text.to_owned());
                    return Ok(());
                }
                Some(_) if goes_on => {}
                // Somebody's text.
                _ => self.0 = Some(String::new()),
            }
            Err(fmt::Error)
        }
    }
    let mut name = Name(None);
    // It ends with an error where the name ends.
    let _ = write!(name, "{error:?}");
    name.0.filter(|name| !name.is_empty()).unwrap_or_else(|| "Error".to_owned())
}

/// Whether it may be the name of a type: those begin with a capital.
fn is_type(text: &str) -> bool {
    text.len() <= LONGEST_TYPE
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use tracewell_redact::Policy;

    use super::*;

    #[derive(Debug)]
    struct Outer(std::num::ParseIntError);

    impl fmt::Display for Outer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("no such page")
        }
    }

    impl Error for Outer {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.0)
        }
    }

    #[test]
    fn innermost_first_each_with_its_type() {
        let error = Outer("x".parse::<u8>().unwrap_err());
        let shown = |error_type| -> Vec<_> {
            let exceptions = exceptions(&Policy::production(), &Work::current(), &error, error_type);
            exceptions.into_iter().map(|exception| (exception.ty, exception.value.unwrap())).collect()
        };
        let inner = ("ParseIntError".to_owned(), "invalid digit found in string".to_owned());
        assert_eq!(shown(None), [inner.clone(), ("Outer".to_owned(), "no such page".to_owned())]);
        assert_eq!(shown(Some("app::Outer")), [inner, ("app::Outer".to_owned(), "no such page".to_owned())]);
    }

    /// A text, in one piece or word by word.
    struct ByHand(&'static str, bool);

    impl fmt::Debug for ByHand {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            if self.1 { write!(f, "{} of page 1", self.0) } else { f.write_str(self.0) }
        }
    }

    impl fmt::Display for ByHand {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("it failed")
        }
    }

    impl Error for ByHand {}

    #[test]
    fn a_text_is_no_type() {
        let error: Box<dyn Error> = "alice went".into();
        assert_eq!(type_of(&*error), "Error");
        assert_eq!(type_of(&fmt::Error), "Error");
        for by_hand in ["Alice went", "Alice: no such page", "Alice", "Alice Miller"] {
            assert_eq!(
                type_of(&ByHand(by_hand, false)),
                if by_hand == "Alice" { "Alice" } else { "Error" },
                "{by_hand}"
            );
            assert_eq!(type_of(&ByHand(by_hand, true)), "Error", "{by_hand}");
        }
        assert_eq!(type_of(&std::io::Error::other("x")), "Custom");
    }
}
