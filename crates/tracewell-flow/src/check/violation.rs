use std::fmt;
use std::sync::Arc;

use super::{NotedLine, Place, Rule};

/// One thing that a flow does not allow.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    pub(super) rule: Rule,
    pub(super) stage: Arc<str>,
    pub(super) text: String,
    pub(super) detail: Option<String>,
    pub(super) time: Option<Arc<str>>,
    pub(super) id: Option<Arc<str>>,
    pub(super) place: Place,
    pub(super) cycle: u64,
    pub(super) lines: Vec<NotedLine>,
}

impl Violation {
    /// What was not kept to.
    #[must_use]
    pub fn rule(&self) -> Rule {
        self.rule
    }

    /// The stage.
    #[must_use]
    pub fn stage(&self) -> &str {
        &self.stage
    }

    /// What happened, in a sentence.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What else is known about it.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.detail.as_deref()
    }

    /// When the stage started, or when it was seen, as the log says.
    #[must_use]
    pub fn time(&self) -> Option<&str> {
        self.time.as_deref()
    }

    /// The id it happened under.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Where it stands.
    #[must_use]
    pub fn place(&self) -> Place {
        self.place
    }

    /// The number of its cycle, from 1.
    #[must_use]
    pub fn cycle(&self) -> u64 {
        self.cycle
    }

    /// WARN and ERROR lines of the same id, at most five.
    #[must_use]
    pub fn lines(&self) -> &[NotedLine] {
        &self.lines
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(time) = &self.time {
            write!(f, "At {time}: ")?;
        }
        f.write_str(&self.text)?;
        if let Some(detail) = &self.detail {
            write!(f, " ({detail})")?;
        }
        if let Some(id) = &self.id {
            write!(f, " [{id}]")?;
        }
        Ok(())
    }
}
