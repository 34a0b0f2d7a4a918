//! URLs and headers as events and spans have them.

use std::borrow::Cow;

use http::HeaderMap;
use tracewell_context::with_current;
use tracewell_names::marker;
use tracewell_redact::Policy;

/// The most of a call's headers that is shown, in bytes: other people may send a hundred.
const LONGEST: usize = 4096;

/// A URL with the template for its path, if there is one, and everything masked that a policy masks.
pub(crate) fn url(policy: &Policy, url: &str, template: Option<&str>, hidden: &[String]) -> String {
    let whole = match template {
        Some(template) => {
            let (before, _, behind) = parts(url);
            let path = template.split(['?', '#']).next().unwrap_or_default();
            let slash = if path.starts_with('/') { "" } else { "/" };
            Cow::Owned(format!("{before}{slash}{path}{behind}"))
        }
        None => without_segments(url, hidden),
    };
    let shown = policy.url(&whole);
    // What the route of the request hides must not come back by way of a call that it makes.
    let mut clean = String::new();
    let hides = with_current(|context| context.is_some_and(|context| context.hide_path_in(&shown, &mut clean)));
    if hides { clean } else { shown }
}

/// The values that a template's parameters have in a URL: told nowhere, so neither in what a redirect leads to.
pub(crate) fn parameters(url: &str, template: &str) -> Vec<String> {
    let (_, path, _) = parts(url);
    let template = template.strip_prefix('/').unwrap_or(template);
    let mut segments = path.strip_prefix('/').unwrap_or(path).split('/');
    let mut found = Vec::new();
    for part in template.split('/') {
        if part.starts_with("{*") {
            found.extend(segments.by_ref().map(str::to_owned));
        } else if let Some(segment) = segments.next()
            && part.contains('{')
        {
            found.push(segment.to_owned());
        }
    }
    found.retain(|value| !value.is_empty());
    found
}

/// Headers as they may be shown, a comma between them, cut where they get too long.
pub(crate) fn headers(policy: &Policy, headers: &HeaderMap, hidden: &[String]) -> String {
    let mut out = String::new();
    let shown = policy.headers(headers);
    for (name, value) in shown.iter() {
        if out.len() > LONGEST {
            out.push_str(", …");
            break;
        }
        if !out.is_empty() {
            out.push_str(", ");
        }
        out.push_str(&policy.outside_name(name));
        out.push_str(": ");
        match name {
            "location" | "content-location" => out.push_str(&without_segments(&value, hidden)),
            _ => out.push_str(&value),
        }
    }
    out
}

fn without_segments<'u>(url: &'u str, hidden: &[String]) -> Cow<'u, str> {
    let (before, path, behind) = parts(url);
    if hidden.is_empty() || !path.split('/').any(|segment| hidden.iter().any(|value| value == segment)) {
        return Cow::Borrowed(url);
    }
    let mut out = String::from(before);
    for (place, segment) in path.split('/').enumerate() {
        if place > 0 {
            out.push('/');
        }
        out.push_str(if hidden.iter().any(|value| value == segment) { marker::URL_REDACTED } else { segment });
    }
    out.push_str(behind);
    Cow::Owned(out)
}

/// Scheme and authority, path, and query with the rest.
fn parts(url: &str) -> (&str, &str, &str) {
    let start = url.find("://").map_or(0, |at| at + 3);
    let end = url.find(['?', '#']).unwrap_or(url.len()).max(start);
    let path = match url.get(start..end).and_then(|rest| rest.find('/')) {
        Some(at) => start + at,
        // Without a scheme it may be a path alone.
        None if start == 0 => 0,
        None => end,
    };
    let path = if start == 0 && !url.starts_with('/') && url.contains('@') { end } else { path };
    (url.get(..path).unwrap_or_default(), url.get(path..end).unwrap_or_default(), url.get(end..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_stands_for_the_path_and_only_for_it() {
        let policy = Policy::production();
        let shown = |address: &str| url(&policy, address, Some("/v1/geo/{ip}"), &[]);
        assert_eq!(shown("https://geo.example/v1/geo/203.0.113.7"), "https://geo.example/v1/geo/{ip}");
        assert_eq!(
            shown("https://bob:pw@geo.example:444/v1/geo/203.0.113.7?key=abc#x"),
            "https://REDACTED:REDACTED@geo.example:444/v1/geo/{ip}?key=REDACTED"
        );
        assert_eq!(shown("https://geo.example"), "https://geo.example/v1/geo/{ip}");
        assert_eq!(shown("/v1/geo/203.0.113.7?key=abc"), "/v1/geo/{ip}?key=REDACTED");
    }

    #[test]
    fn what_a_parameter_holds_is_found_again() {
        let hidden = parameters("https://geo.example/v1/geo/203.0.113.7?key=abc", "/v1/geo/{ip}");
        assert_eq!(hidden, ["203.0.113.7"]);
        let policy = Policy::production();
        let elsewhere = "https://other.example/places/203.0.113.7/city?page=2";
        assert_eq!(url(&policy, elsewhere, None, &hidden), "https://other.example/places/REDACTED/city?page=REDACTED");
        let mut map = HeaderMap::new();
        map.insert("location", http::HeaderValue::from_static("/places/203.0.113.7/city"));
        assert_eq!(headers(&policy, &map, &hidden), "location: /places/REDACTED/city");
        assert_eq!(parameters("http://h/a/b/c/d", "/a/{*rest}"), ["b", "c", "d"]);
    }

    #[test]
    fn a_hundred_headers_are_cut() {
        let mut map = HeaderMap::new();
        for number in 0..100 {
            map.append("accept", http::HeaderValue::try_from(format!("{number}{}", "a".repeat(900))).unwrap());
        }
        let shown = headers(&Policy::production(), &map, &[]);
        assert!(shown.len() < LONGEST + 1100 && shown.ends_with(", …"), "{}", shown.len());
    }
}
