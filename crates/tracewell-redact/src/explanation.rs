use std::fmt;

use crate::{Action, Class, Decision};

/// What a [`Policy`](crate::Policy) does with a field, and why.
///
/// ```
/// use tracewell_redact::Policy;
///
/// let why = Policy::production().explain("user_token");
/// assert_eq!(why.to_string(), "`user_token` becomes [REDACTED]: its word `token` is sensitive");
/// ```
///
/// Where the service chose an [`Action`] it says which one:
///
/// ```
/// use tracewell_redact::{Action, Class, Mode, Policy};
///
/// let policy = Policy::builder(Mode::Production).action(Class::Phone, Action::KeepLast(2)).build()?;
/// let why = policy.explain("phone");
/// assert_eq!(why.to_string(), "`phone` keeps its last 2 characters: the service chose so for `phone`");
/// assert_eq!(why.action(), Some(Action::KeepLast(2)));
/// # Ok::<(), tracewell_redact::Error>(())
/// ```
///
/// The text is scrubbed itself: it may stand in a log, or in the output of a tool that scans.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    name: String,
    decision: Decision,
    action: Option<Action>,
    cause: Cause,
}

/// The rule behind a [`Decision`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// The service added the name to the sensitive ones.
    Added,
    /// The whole name is of the built-in sensitive list.
    SensitiveName,
    /// The name contains this sensitive fragment.
    SensitiveFragment(&'static str),
    /// One of its words is sensitive by itself.
    SensitiveWord(&'static str),
    /// The library's own field, safe by construction.
    BuiltIn,
    /// The service allowed the name.
    Allowed,
    /// A sensitive word hits, but the name was reviewed: here is why it is harmless.
    Harmless(String),
    /// A sensitive word hits, and this is why the name is harmless all the same; but a strict policy wants it allowed too.
    HarmlessNotAllowed(String),
    /// The service chose an action for this class of values.
    Class(Class),
    /// The policy does not know the name.
    Unknown,
    /// Redaction is switched off.
    Off,
}

impl Explanation {
    /// `name` must be scrubbed.
    pub(crate) fn new(name: String, decision: Decision, action: Option<Action>, cause: Cause) -> Self {
        Self { name, decision, action, cause }
    }

    /// What happens to the field.
    #[must_use]
    pub fn decision(&self) -> Decision {
        self.decision
    }

    /// What the service chose for values of this class, if the decision is [`Decision::Act`].
    #[must_use]
    pub fn action(&self) -> Option<Action> {
        self.action
    }

    /// Why it happens.
    #[must_use]
    pub fn cause(&self) -> &Cause {
        &self.cause
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` ", self.name.escape_debug())?;
        match self.action {
            _ if self.cause == Cause::Off => f.write_str("stays: ")?,
            Some(action) => write!(f, "{action}: ")?,
            None => write!(f, "{}: ", self.decision)?,
        }
        match &self.cause {
            Cause::Added => f.write_str("the service declared it sensitive"),
            Cause::SensitiveName => f.write_str("the name is sensitive"),
            Cause::SensitiveFragment(part) => write!(f, "it contains `{part}`"),
            Cause::SensitiveWord(word) => write!(f, "its word `{word}` is sensitive"),
            Cause::BuiltIn => f.write_str("it is one of the library's own fields"),
            Cause::Allowed => f.write_str("the service allowed it"),
            Cause::Harmless(reason) => f.write_str(reason),
            Cause::HarmlessNotAllowed(reason) => write!(f, "{reason}, but the service has not allowed it"),
            Cause::Class(class) => write!(f, "the service chose so for `{}`", class.as_str()),
            Cause::Unknown => f.write_str("the policy does not know the name"),
            Cause::Off => f.write_str("redaction is switched off"),
        }
    }
}
