//! What a policy does with text.

use std::borrow::Cow;
use std::ops::Range;

use crate::scan::scrub_behind;
use crate::{Policy, Reason, Scrubbed};

impl Policy {
    /// Appends `text` with its secrets replaced to `out`, and says how much of the text that is.
    ///
    /// A text without secrets, which is nearly every text, is not written: it may go out as it is, up to
    /// [`Scrubbed::kept`]. Neither case allocates once `out` has grown. Time and memory are linear in the scanned window,
    /// whatever the text holds.
    ///
    /// ```
    /// use tracewell_redact::Policy;
    ///
    /// let policy = Policy::production();
    /// let mut out = String::new();
    /// assert!(policy.scrub_window("nothing here", &mut out).is_clean());
    /// assert!(out.is_empty());
    ///
    /// let scrubbed = policy.scrub_window("mail from alice@example.com failed", &mut out);
    /// assert_eq!(out, "mail from [REDACTED:email] failed");
    /// assert_eq!(scrubbed.left_out(), 0);
    /// ```
    pub fn scrub_window(&self, text: &str, out: &mut String) -> Scrubbed {
        let rules = &*self.rules;
        if rules.redaction {
            rules.scanner.scrub(text, &rules.names, &rules.counts, out)
        } else {
            Scrubbed::untouched(text.len())
        }
    }

    /// Appends `text`, which is scrubbed already, with those secrets replaced that only show behind `before`. `joint` is
    /// scratch space.
    pub(crate) fn scrub_behind(&self, before: &str, text: &str, joint: &mut String, out: &mut String) {
        let rules = &*self.rules;
        if rules.redaction {
            scrub_behind((before, text), (&rules.names, &rules.counts), joint, out);
        } else {
            out.push_str(text);
        }
    }

    /// Whether one look tells that the text may go out as it is.
    #[inline]
    pub(crate) fn tells_clean(&self, text: &str) -> bool {
        self.rules.scanner.tells_clean(text, &self.rules.names)
    }

    /// How many bytes of a text are scanned, and so can be emitted, at most.
    #[must_use]
    pub fn scan_limit(&self) -> usize {
        self.rules.scanner.limit()
    }

    /// Appends `text` with its secrets replaced to `out` and says `true`; says `false` and leaves `out` alone when
    /// there is nothing to replace, which is nearly always. Of a text beyond [`scan_limit`](Self::scan_limit) only the
    /// scanned beginning is written.
    pub fn scrub_into(&self, text: &str, out: &mut String) -> bool {
        let scrubbed = self.scrub_window(text, out);
        if !scrubbed.is_clean() {
            return true;
        }
        if scrubbed.left_out() == 0 {
            return false;
        }
        out.push_str(text.get(..scrubbed.kept()).unwrap_or_default());
        true
    }

    /// `text` with its secrets replaced.
    #[must_use]
    pub fn scrub<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut out = String::new();
        let scrubbed = self.scrub_window(text, &mut out);
        if scrubbed.is_clean() {
            Cow::Borrowed(text.get(..scrubbed.kept()).unwrap_or_default())
        } else {
            Cow::Owned(out)
        }
    }

    /// Whether `text` holds a secret by the patterns of the policy. Does not count and does not allocate.
    #[must_use]
    pub fn holds_secret(&self, text: &str) -> bool {
        self.rules.redaction && self.rules.scanner.holds_secret(text, &self.rules.names)
    }

    /// Calls `found` with the place of each secret in `text`, in bytes, and what it is; in order and without overlap. Does
    /// not count. Of a text beyond [`scan_limit`](Self::scan_limit) only the beginning is looked at.
    ///
    /// ```
    /// use tracewell_redact::{Kind, Policy, Reason};
    ///
    /// let mut places = Vec::new();
    /// Policy::development().find_secrets("mail to alice@example.com", |place, what| places.push((place, what)));
    /// assert_eq!(places, [(8..25, Reason::Kind(Kind::Email))]);
    /// ```
    pub fn find_secrets(&self, text: &str, mut found: impl FnMut(Range<usize>, Reason)) {
        if self.rules.redaction {
            self.rules.scanner.each(text, &self.rules.names, &mut found);
        }
    }

    /// What the first secret of `text` is.
    pub(crate) fn first_secret(&self, text: &str) -> Option<Reason> {
        self.rules.scanner.first(text, &self.rules.names)
    }
}
