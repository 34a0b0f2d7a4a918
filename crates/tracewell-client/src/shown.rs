//! URLs and headers as events and spans have them.

use std::borrow::Cow;

use http::HeaderMap;
use tracewell_context::with_current;
use tracewell_names::marker;
use tracewell_redact::Policy;

/// The most of a call's headers that is shown, in bytes: other people may send a hundred.
const LONGEST: usize = 4096;
/// How often a value is decoded that was encoded more than once.
const MOST_OFTEN: usize = 3;
/// The shortest value, in bytes, that is looked for inside of others.
const SHORTEST_PART: usize = 3;

/// A URL with the template for its path, if there is one, and everything masked that a policy masks.
pub(crate) fn url(policy: &Policy, url: &str, template: Option<&str>, hidden: &[String]) -> String {
    let whole = match template {
        Some(template) => {
            let (before, _, behind) = parts(url);
            let path = template.split(['?', '#']).next().unwrap_or_default();
            let slash = if path.starts_with('/') { "" } else { "/" };
            Cow::Owned(format!("{before}{slash}{path}{behind}"))
        }
        None => without_values(url, hidden),
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
            "location" | "content-location" => out.push_str(&without_values(&value, hidden)),
            _ => out.push_str(&value),
        }
    }
    out
}

/// A URL without these values, however they are encoded and wherever they stand.
fn without_values<'u>(url: &'u str, hidden: &[String]) -> Cow<'u, str> {
    if hidden.is_empty() {
        return Cow::Borrowed(url);
    }
    let hidden: Vec<_> = hidden.iter().map(|value| folded(value)).filter(|value| !value.is_empty()).collect();
    let within = |text: &str| {
        let text = folded(text);
        // Of what is as short as this there is some everywhere.
        hidden.iter().any(|value| if value.len() < SHORTEST_PART { text == *value } else { text.contains(value) })
    };
    let (before, path, behind) = parts(url);
    let in_path = path.split('/').any(within);
    // With its slashes encoded, or not.
    let across = within(path) && !in_path;
    let (in_host, in_query) = (within(before), behind.split(['?', '&', '#', '=']).any(within));
    if !in_path && !across && !in_host && !in_query {
        return Cow::Borrowed(url);
    }
    let mut out = String::new();
    match before.split_once("://") {
        Some((scheme, _)) if in_host => {
            out.push_str(if within(scheme) { "" } else { scheme });
            out.push_str("://");
            out.push_str(marker::URL_REDACTED);
        }
        _ if in_host => out.push_str(marker::URL_REDACTED),
        _ => out.push_str(before),
    }
    if across {
        out.push('/');
        out.push_str(marker::URL_REDACTED);
    } else {
        for (place, segment) in path.split('/').enumerate() {
            if place > 0 {
                out.push('/');
            }
            out.push_str(if within(segment) { marker::URL_REDACTED } else { segment });
        }
    }
    if in_query {
        out.push('?');
        out.push_str(marker::URL_REDACTED);
    } else {
        out.push_str(behind);
    }
    Cow::Owned(out)
}

/// As it is compared: decoded as often as somebody may have encoded it, and without case.
fn folded(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..MOST_OFTEN {
        let Some(decoded) = decoded(&bytes) else { break };
        bytes = decoded;
    }
    String::from_utf8_lossy(&bytes).to_lowercase()
}

/// None if nothing of it is percent-encoded.
fn decoded(bytes: &[u8]) -> Option<Vec<u8>> {
    let digit =
        |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16)).and_then(|d| u8::try_from(d).ok());
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    let mut found = false;
    while let Some((first, behind)) = rest.split_first() {
        if let (b'%', Some(high), Some(low)) = (*first, digit(behind.first()), digit(behind.get(1))) {
            out.push(high * 16 + low);
            rest = behind.get(2..).unwrap_or_default();
            found = true;
        } else {
            out.push(*first);
            rest = behind;
        }
    }
    found.then_some(out)
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
    fn however_it_is_encoded_and_wherever_it_stands() {
        let hidden = parameters("https://geo.example/v1/2001:db8::77", "/v1/{ip}");
        let policy = Policy::development();
        for elsewhere in [
            "https://two.example/v2/2001%3Adb8%3A%3A77/x",
            "https://two.example/v2/2001%3adb8%3a%3a77/x",
            "https://two.example/v2/2001%253Adb8%253A%253A77/x",
            "https://two.example/v2/u-2001:DB8::77-v/x",
            "https://two.example/v2?2001:db8::77=1",
            "https://2001%3Adb8%3A%3A77.two.example/",
            "https://[2001:db8::77]:444/",
        ] {
            let shown = url(&policy, elsewhere, None, &hidden);
            let folded = folded(&shown);
            assert!(!folded.contains("db8"), "{elsewhere} is {shown}");
            assert!(shown.starts_with("https://"), "{shown}");
            let mut map = HeaderMap::new();
            map.insert("location", http::HeaderValue::from_static(elsewhere));
            let shown = headers(&policy, &map, &hidden);
            assert!(!shown.to_lowercase().contains("db8"), "{elsewhere} is {shown}");
        }
        let hidden = parameters("https://geo.example/v1/a%2Fb-c", "/v1/{name}");
        assert_eq!(url(&policy, "https://two.example/x/A/B-C/y", None, &hidden), "https://two.example/REDACTED");
        let short = parameters("https://geo.example/v1/7", "/v1/{id}");
        assert_eq!(url(&policy, "https://two.example/v7/7/70", None, &short), "https://two.example/v7/REDACTED/70");
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
