use std::borrow::Cow;

use tracewell_names::marker;

use super::query::{redact, write_parameter};
use crate::Policy;

/// A path without the values of its matrix parameters: `/items;color=red/5` becomes `/items;color=REDACTED/5`.
///
/// They are treated as those of a query are. Whatever stands behind a `;` in a segment is one, with a name or without.
pub(crate) fn without_matrix<'p>(policy: &Policy, path: &'p str) -> Cow<'p, str> {
    if !policy.is_redacting() || !path.contains(';') {
        return Cow::Borrowed(path);
    }
    let mut out = String::with_capacity(path.len());
    for segment in path.split_inclusive(['/', '\\']) {
        let (segment, slash) = match segment.strip_suffix(['/', '\\']) {
            Some(rest) => (rest, &segment[rest.len()..]),
            None => (segment, ""),
        };
        for (place, part) in segment.split(';').enumerate() {
            if place > 0 {
                out.push(';');
            }
            match part.split_once('=') {
                _ if place == 0 || part.is_empty() => out.push_str(part),
                // Under a sensitive name it was replaced already, with what stood behind it.
                Some((_, marker::REDACTED)) => out.push_str(part),
                Some((name, value)) => write_parameter(policy, name, value, &mut out),
                None => redact(policy, part, &mut out),
            }
        }
        out.push_str(slash);
    }
    Cow::Owned(out)
}
