use std::fmt;

use http::{HeaderMap, HeaderValue};
use tracewell_names::marker;

use super::authorization::write_authorization;
use super::cookie::write_cookies;
use super::forwarded::write_forwarded;
use super::rule::Rule;
use crate::{Policy, Reason, char_boundary};

/// Headers as they may be shown: allowed names in clear, `authorization` with its scheme, cookies with their names,
/// addresses as networks, credentials `[REDACTED]`, everything else `[FILTERED]`.
///
/// Shows itself as `name: value`, a comma between headers; with `{:?}` as a map.
///
/// ```
/// use tracewell_redact::Policy;
///
/// let mut headers = http::HeaderMap::new();
/// headers.insert("accept", "*/*".parse()?);
/// headers.insert("authorization", "Bearer abc".parse()?);
/// headers.insert("x-api-key", "abc".parse()?);
/// headers.insert("x-whatever", "abc".parse()?);
///
/// assert_eq!(
///     Policy::production().headers(&headers).to_string(),
///     "accept: */*, authorization: Bearer [REDACTED], x-api-key: [REDACTED], x-whatever: [FILTERED]"
/// );
/// # Ok::<(), http::header::InvalidHeaderValue>(())
/// ```
#[derive(Clone, Copy)]
pub struct Headers<'h> {
    policy: &'h Policy,
    headers: &'h HeaderMap,
}

impl<'h> Headers<'h> {
    pub(crate) fn new(policy: &'h Policy, headers: &'h HeaderMap) -> Self {
        Self { policy, headers }
    }

    /// Each name with its safe value, in the order of the map; a header sent more than once comes more than once.
    pub fn iter(&self) -> impl Iterator<Item = (&'h str, String)> + use<'h> {
        let policy = self.policy;
        self.headers.iter().map(move |(name, value)| {
            let mut out = String::new();
            write_header(policy, name.as_str(), value, &mut out);
            (name.as_str(), out)
        })
    }
}

impl fmt::Display for Headers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (name, value)) in self.iter().enumerate() {
            if place > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{}: {value}", self.policy.outside_name(name))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Headers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.iter().map(|(name, value)| (self.policy.outside_name(name), value));
        f.debug_map().entries(names).finish()
    }
}

/// Writes what may be shown of a header.
pub(crate) fn write_header(policy: &Policy, name: &str, value: &HeaderValue, out: &mut String) {
    let rule = Rule::of(name, policy.names(), |name| policy.allows_header(name));
    let text = std::str::from_utf8(value.as_bytes()).ok();
    match (rule, text) {
        (Rule::Authorization, Some(text)) => {
            policy.counts().add(Reason::Name);
            write_authorization(text, out);
        }
        (Rule::Cookies, Some(text)) => {
            policy.counts().add(Reason::Name);
            write_cookies(policy, text, name == "set-cookie", out);
        }
        // Whoever marked the value knows why. The two rules above hide all of a value anyway.
        (_, _) if value.is_sensitive() => erase(policy, Reason::Name, marker::REDACTED, out),
        (Rule::Redact | Rule::Authorization | Rule::Cookies, _) => erase(policy, Reason::Name, marker::REDACTED, out),
        (Rule::Addresses, Some(text)) => crate::action::truncate_ip(text, out),
        (Rule::Forwarded, Some(text)) => write_forwarded(text, out),
        (Rule::Url, Some(text)) => policy.url_into(text, out),
        (Rule::Keep(longest), Some(text)) => {
            let clean = policy.scrub(text);
            out.push_str(clean.get(..char_boundary::floor(&clean, longest)).unwrap_or_default());
        }
        // What is no text cannot be scanned.
        (Rule::Filter | Rule::Keep(_) | Rule::Url | Rule::Addresses | Rule::Forwarded, _) => {
            erase(policy, Reason::Filter, marker::FILTERED, out);
        }
    }
}

fn erase(policy: &Policy, reason: Reason, marker: &str, out: &mut String) {
    policy.counts().add(reason);
    out.push_str(marker);
}
