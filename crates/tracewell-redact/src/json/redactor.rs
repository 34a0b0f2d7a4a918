use super::input::Stop;
use super::outcome::JsonOutcome;
use super::walk::Walk;
use crate::Policy;

/// Redacts JSON texts: values under sensitive names whole, secrets in strings in place; with a strict policy also values
/// whose names are not allowed. Numbers are not scanned.
///
/// The text is read once, and what is written is compact. Memory is that of the longest string, whatever the nesting.
///
/// ```
/// use tracewell_redact::{JsonOutcome, Policy};
///
/// let policy = Policy::development();
/// let body = br#"{"user": {"pass\u0077ord": "hunter2", "note": "ask alice@example.com"}, "count": 3}"#;
/// let mut out = String::new();
/// assert_eq!(policy.json().redact_into(body, &mut out), JsonOutcome::Whole);
/// assert_eq!(out, r#"{"user":{"password":"[REDACTED]","note":"ask [REDACTED:email]"},"count":3}"#);
/// ```
///
/// | Parameter | Default | Why |
/// |---|---|---|
/// | [`keep_unknown_names`](Self::keep_unknown_names) | as the policy | strict policies know no names of other people's JSON |
/// | [`most_bytes`](Self::most_bytes) | what the policy scans of a text | a body may have any size |
#[derive(Clone, Copy, Debug)]
pub struct Json<'p> {
    pub(super) policy: &'p Policy,
    pub(super) keep_unknown: bool,
    pub(super) most_bytes: usize,
}

impl<'p> Json<'p> {
    pub(crate) fn new(policy: &'p Policy) -> Self {
        Self { policy, keep_unknown: false, most_bytes: policy.scan_limit() }
    }

    /// Keeps values under names that a strict policy does not know. For JSON whose names are the program's own.
    #[must_use]
    pub fn keep_unknown_names(mut self) -> Self {
        self.keep_unknown = true;
        self
    }

    /// Stops when so many bytes are written. One value may go beyond, by what the policy scans of a text.
    #[must_use]
    pub fn most_bytes(mut self, bytes: usize) -> Self {
        self.most_bytes = bytes;
        self
    }

    /// Appends `json` with its secrets replaced to `out`, and says how far that went.
    pub fn redact_into(&self, json: &[u8], out: &mut String) -> JsonOutcome {
        let start = out.len();
        match Walk::new(*self, json, out).document() {
            Ok(()) => JsonOutcome::Whole,
            Err(Stop::End) => JsonOutcome::Cut,
            Err(Stop::Invalid) => {
                out.truncate(start);
                JsonOutcome::Invalid
            }
        }
    }
}
