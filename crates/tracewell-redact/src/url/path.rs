use std::borrow::Cow;

use crate::Policy;

/// Writes a path with the secrets in it replaced, in percent-encoded form too.
pub(crate) fn write_path(policy: &Policy, path: &str, out: &mut String) {
    match policy.scrub(path) {
        Cow::Borrowed(clean) => out.push_str(clean),
        Cow::Owned(clean) => out.push_str(&clean),
    }
}
