use tracewell_names::{setting, variable};
use tracewell_redact::Mode;

/// Bytes where nobody says how many.
const DEFAULT: usize = 2048;
/// More than this is no preview.
const MOST: usize = 1 << 20;

/// How much of a response's body is shown: nothing, unless the process runs in development and asks for it.
///
/// ```
/// use tracewell_client::Previews;
/// use tracewell_redact::Mode;
///
/// let set = |name: &str| (name == "EXTERNAL_HTTP_LOG_BODIES").then(|| "true".to_owned());
/// assert_eq!(Previews::environment(Mode::Development, set).0.bytes(), Some(2048));
/// // Outside development the variable has no effect, and is named to be told of.
/// let (previews, refused) = Previews::environment(Mode::Production, set);
/// assert_eq!((previews.bytes(), refused), (None, vec!["EXTERNAL_HTTP_LOG_BODIES"]));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Previews(Option<usize>);

impl Previews {
    /// None.
    #[must_use]
    pub const fn off() -> Self {
        Self(None)
    }

    /// So many bytes of each, after redaction. In production and staging it is none all the same, whatever policy a client is
    /// given: the [installed](tracewell_redact::Policy::install) one has to be of development, which without any it is not.
    #[must_use]
    pub const fn up_to(bytes: usize) -> Self {
        Self(Some(if bytes > MOST { MOST } else { bytes }))
    }

    /// How many bytes.
    #[must_use]
    pub const fn bytes(self) -> Option<usize> {
        self.0
    }

    /// What `EXTERNAL_HTTP_LOG_BODIES` and `EXTERNAL_HTTP_MAX_BODY_BYTES` say, and which of them were refused: because they
    /// do not parse, or because the process does not run in development.
    #[must_use]
    pub fn environment(mode: Mode, lookup: impl Fn(&str) -> Option<String>) -> (Self, Vec<&'static str>) {
        let mut refused = Vec::new();
        let mut bytes = DEFAULT;
        if let Some(text) = lookup(variable::EXTERNAL_HTTP_MAX_BODY_BYTES) {
            match text.trim().parse() {
                Ok(number) if (1..=MOST).contains(&number) => bytes = number,
                _ => refused.push(variable::EXTERNAL_HTTP_MAX_BODY_BYTES),
            }
        }
        let wanted = lookup(variable::EXTERNAL_HTTP_LOG_BODIES).map(|word| setting::boolean(&word));
        let on = wanted == Some(Some(true));
        if wanted == Some(None) || on && mode != Mode::Development {
            refused.push(variable::EXTERNAL_HTTP_LOG_BODIES);
        }
        (if on && mode == Mode::Development { Self(Some(bytes)) } else { Self::off() }, refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(mode: Mode, set: &[(&str, &str)]) -> (Option<usize>, Vec<&'static str>) {
        let lookup = |name: &str| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let (previews, refused) = Previews::environment(mode, lookup);
        (previews.bytes(), refused)
    }

    #[test]
    fn what_makes_no_sense_is_refused_and_the_safe_default_holds() {
        let (bodies, bytes) = (variable::EXTERNAL_HTTP_LOG_BODIES, variable::EXTERNAL_HTTP_MAX_BODY_BYTES);
        assert_eq!(read(Mode::Development, &[]), (None, vec![]));
        assert_eq!(read(Mode::Development, &[(bodies, "maybe")]), (None, vec![bodies]));
        assert_eq!(read(Mode::Development, &[(bodies, "off"), (bytes, "x")]), (None, vec![bytes]));
        assert_eq!(read(Mode::Development, &[(bodies, "ON"), (bytes, "100")]), (Some(100), vec![]));
        assert_eq!(read(Mode::Development, &[(bodies, "1"), (bytes, "-1")]), (Some(DEFAULT), vec![bytes]));
        assert_eq!(read(Mode::Production, &[(bodies, "1"), (bytes, "100")]), (None, vec![bodies]));
        assert_eq!(read(Mode::Production, &[(bodies, "false")]), (None, vec![]));
    }
}
