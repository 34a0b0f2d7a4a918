use std::sync::atomic::{AtomicU64, Ordering};

use tracewell_names::metric;

use crate::Kind;

/// Why something was taken out: the label of `redactions_total`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The value stood under a sensitive name.
    Name,
    /// The name was outside the allowlist.
    Filter,
    /// A secret was found in a text.
    Kind(Kind),
}

impl Reason {
    /// The label value: `sensitive_name`, `not_allowlisted` or the word of the kind.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => metric::REASON_SENSITIVE_NAME,
            Self::Filter => metric::REASON_NOT_ALLOWLISTED,
            Self::Kind(kind) => kind.as_str(),
        }
    }

    /// Every reason.
    pub fn all() -> impl Iterator<Item = Self> {
        [Self::Name, Self::Filter].into_iter().chain(Kind::ALL.iter().copied().map(Self::Kind))
    }

    const fn index(self) -> usize {
        match self {
            Self::Name => 0,
            Self::Filter => 1,
            Self::Kind(kind) => 2 + kind.index(),
        }
    }
}

/// How often a policy took something out, by reason, since it was built.
///
/// ```
/// use tracewell_redact::{Kind, Policy, Reason};
///
/// let policy = Policy::production();
/// let _ = policy.scrub("mail from alice@example.com");
/// assert_eq!(policy.counts().get(Reason::Kind(Kind::Email)), 1);
/// ```
#[derive(Debug)]
pub struct Counts {
    counts: [AtomicU64; 2 + Kind::ALL.len()],
}

impl Counts {
    pub(crate) fn new() -> Self {
        Self { counts: [const { AtomicU64::new(0) }; 2 + Kind::ALL.len()] }
    }

    /// Counts one more. Sinks call it for what they filter or redact by name; scrubbing counts for itself.
    pub fn add(&self, reason: Reason) {
        if let Some(count) = self.counts.get(reason.index()) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The count of one reason.
    #[must_use]
    pub fn get(&self, reason: Reason) -> u64 {
        self.counts.get(reason.index()).map_or(0, |count| count.load(Ordering::Relaxed))
    }

    /// The counts of all reasons.
    pub fn iter(&self) -> impl Iterator<Item = (Reason, u64)> + '_ {
        Reason::all().map(|reason| (reason, self.get(reason)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_told_apart_by_their_words_and_counts() {
        let counts = Counts::new();
        for (times, reason) in (1..).zip(Reason::all()) {
            (0..times).for_each(|_| counts.add(reason));
        }
        let told: Vec<(&str, u64)> = counts.iter().map(|(reason, count)| (reason.as_str(), count)).collect();
        assert_eq!(told[..3], [("sensitive_name", 1), ("not_allowlisted", 2), (Kind::ALL[0].as_str(), 3)]);
        let mut words: Vec<&str> = told.iter().map(|(word, _)| *word).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!((words.len(), told.len()), (2 + Kind::ALL.len(), 2 + Kind::ALL.len()));
        assert!(told.iter().zip(1..).all(|((_, count), times)| *count == times));
    }
}
