use std::fmt::Write;

use tracewell_names::marker;

use crate::{Policy, char_boundary};

/// Bytes of a character in UTF-8.
const LONGEST_CHARACTER: usize = 4;
/// Bytes of a name from outside that go out.
const LONGEST_NAME: usize = 64;

/// Appends `text` to `out` as the policy wants it, and says whether that is not the text as it came.
///
/// What is too long to be scanned is left out, and told like in a line.
#[inline]
pub(super) fn push_clean(policy: &Policy, text: &str, out: &mut String) -> bool {
    let scrubbed = policy.scrub_window(text, out);
    if scrubbed.is_clean() {
        out.push_str(text.get(..scrubbed.kept()).unwrap_or_default());
    }
    if scrubbed.left_out() > 0 {
        push_cut_mark(out, scrubbed.left_out());
    }
    !scrubbed.is_clean() || scrubbed.left_out() > 0
}

/// The same for a name that comes from outside.
pub(super) fn push_clean_name(policy: &Policy, name: &str, out: &mut String) -> bool {
    let start = out.len();
    let changed = push_clean(policy, name, out);
    let longest = start + LONGEST_NAME;
    if out.len() <= longest {
        return changed;
    }
    out.truncate(char_boundary::floor(out, longest));
    true
}

/// Makes what stands in `text` from `start` on what the policy wants it to be. `spare` is scratch space.
#[inline]
pub(super) fn clean_from(policy: &Policy, start: usize, text: &mut String, spare: &mut String) {
    spare.clear();
    let scrubbed = policy.scrub_window(text.get(start..).unwrap_or_default(), spare);
    if scrubbed.left_out() == 0 && scrubbed.is_clean() {
        return;
    }
    if scrubbed.is_clean() {
        text.truncate(char_boundary::floor(text, start + scrubbed.kept()));
    } else {
        text.truncate(start);
        text.push_str(spare);
    }
    if scrubbed.left_out() > 0 {
        push_cut_mark(text, scrubbed.left_out());
    }
}

/// How much of a text has to be there for the policy to see that it is longer than what is scanned.
pub(super) fn window(policy: &Policy) -> usize {
    policy.scan_limit().saturating_add(LONGEST_CHARACTER)
}

#[cold]
pub(super) fn push_cut_mark(out: &mut String, bytes: usize) {
    let _ = write!(out, "{}{bytes}{}", marker::CUT_PREFIX, marker::CUT_SUFFIX);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_cut_and_that_is_a_change() {
        let policy = Policy::production();
        for (name, shown) in [
            ("some::target".to_owned(), None),
            ("a".repeat(64), None),
            ("a".repeat(65), Some("a".repeat(64))),
            ("a".repeat(63) + "é", Some("a".repeat(63))),
        ] {
            let mut out = "before".to_owned();
            assert_eq!(push_clean_name(&policy, &name, &mut out), shown.is_some(), "{name}");
            assert_eq!(out, format!("before{}", shown.unwrap_or(name)));
        }
    }
}
