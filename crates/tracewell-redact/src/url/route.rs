use tracewell_names::marker;

use super::matrix::without_matrix;
use super::path::write_path;
use crate::{Policy, Reason};

/// Writes the path of a request that matched `route`: the values of personal and sensitive parameters are `[REDACTED]`, the
/// rest is scrubbed. A path that does not fit its route, where something in it is to be hidden, goes out as the route.
pub(crate) fn write_path_of_route(policy: &Policy, path: &str, route: &str, out: &mut String) {
    if !hides_any(policy, route) {
        write_path(policy, &without_matrix(policy, path), out);
        return;
    }
    match with_hidden_parameters(policy, path, route) {
        Some(path) => write_path(policy, &without_matrix(policy, &path), out),
        None => out.push_str(route),
    }
}

/// Whether a parameter of `route` is personal or sensitive.
pub(crate) fn hides_any(policy: &Policy, route: &str) -> bool {
    route.split('/').any(|part| hides(policy, part))
}

fn with_hidden_parameters(policy: &Policy, path: &str, route: &str) -> Option<String> {
    let mut out = String::with_capacity(path.len());
    let mut segments = path.split('/');
    for (place, part) in route.split('/').enumerate() {
        let rest = is_catch_all(part);
        // A catch-all may match nothing.
        let Some(segment) = segments.next() else {
            return rest.then_some(out);
        };
        if place > 0 {
            out.push('/');
        }
        if hides(policy, part) {
            policy.counts().add(Reason::Name);
            out.push_str(marker::REDACTED);
            if rest {
                return Some(out);
            }
        } else if part == segment || parameter(part).is_some() {
            out.push_str(segment);
        } else {
            return None;
        }
        if rest {
            for segment in segments.by_ref() {
                out.push('/');
                out.push_str(segment);
            }
        }
    }
    segments.next().is_none().then_some(out)
}

fn hides(policy: &Policy, part: &str) -> bool {
    parameter(part).is_some_and(|name| policy.hides_parameter(name))
}

/// The name of the parameter in a part of a route: `{id}`, `{*rest}`, `v{id}.json`, `:id`, `*rest`.
fn parameter(part: &str) -> Option<&str> {
    if let Some((_, inner)) = part.split_once('{') {
        return inner.split_once('}').map(|(name, _)| name.trim_start_matches('*'));
    }
    part.strip_prefix(':').or_else(|| part.strip_prefix('*'))
}

fn is_catch_all(part: &str) -> bool {
    part.strip_prefix('{').unwrap_or(part).starts_with('*')
}
