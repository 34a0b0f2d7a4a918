use std::error::Error;
use std::fmt;

use crate::Policy;

/// The longest chain that is followed.
const LONGEST: usize = 8;

/// The texts of an error and of its sources, outermost first, each scrubbed in the light of the one before; at most eight.
///
/// Shows itself with `: ` between them.
///
/// ```
/// use tracewell_redact::Policy;
///
/// let error = std::io::Error::other("no answer from https://bob:hunter2@db/");
/// let chain = Policy::production().error_chain(&error);
/// assert_eq!(chain.to_string(), "no answer from https://[REDACTED:url_userinfo]@db/");
/// assert_eq!(chain.sources().len(), 0);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorChain {
    texts: Vec<String>,
    is_cut: bool,
}

impl ErrorChain {
    pub(crate) fn new(policy: &Policy, error: &(dyn Error + '_)) -> Self {
        let mut texts = Vec::new();
        let mut before = String::new();
        let mut next = Some(error);
        while let Some(error) = next.filter(|_| texts.len() < LONGEST) {
            let mut text = String::new();
            before = policy.link_into(error, &before, &mut text);
            texts.push(text);
            next = error.source().map(|source| source as &dyn Error);
        }
        Self { texts, is_cut: next.is_some() }
    }

    /// The text of the error itself.
    #[must_use]
    pub fn message(&self) -> &str {
        self.texts.first().map_or("", String::as_str)
    }

    /// The texts of its sources.
    #[must_use]
    pub fn sources(&self) -> &[String] {
        self.texts.get(1..).unwrap_or_default()
    }

    /// Whether there are more sources than were followed.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }
}

impl fmt::Display for ErrorChain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, text) in self.texts.iter().enumerate() {
            if place > 0 {
                f.write_str(": ")?;
            }
            f.write_str(text)?;
        }
        if self.is_cut { f.write_str(": …") } else { Ok(()) }
    }
}
