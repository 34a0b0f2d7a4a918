use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use tracewell_names::marker;

use crate::{Policy, Reason, name};

/// The longest name that is looked at; a longer one is no parameter.
const LONGEST_NAME: usize = 512;

/// Writes what stands behind a `?` in a text that is more than a URL: a part of it with a blank or quote may be anything.
pub(super) fn write_loose_query(policy: &Policy, query: &str, out: &mut String) {
    let window = crate::char_boundary::floor(query, policy.scan_limit());
    for (place, part) in query[..window].split('&').enumerate() {
        if place > 0 {
            out.push('&');
        }
        match part.split_once('=') {
            _ if part.is_empty() => {}
            Some((name, _)) if !is_odd(name) && is_odd(part) => {
                write_parameter(policy, name, "", out);
                if !out.ends_with(marker::URL_REDACTED) {
                    redact(policy, part, out);
                }
            }
            _ if is_odd(part) => redact(policy, part, out),
            _ => write_query(policy, part, out),
        }
    }
}

/// Whether text holds what a URL does not.
fn is_odd(text: &str) -> bool {
    text.contains(|letter: char| {
        letter.is_whitespace() || letter.is_control() || matches!(letter, '"' | '\'' | '`' | '<' | '>')
    })
}

/// Writes a query string: names and order stay, each value is `REDACTED` unless the service allowed its name, the name is
/// not sensitive, and the value holds no secret. A part without `=` is a value, and goes whole.
pub(crate) fn write_query(policy: &Policy, query: &str, out: &mut String) {
    let window = crate::char_boundary::floor(query, policy.scan_limit());
    for (place, part) in query[..window].split('&').enumerate() {
        if place > 0 {
            out.push('&');
        }
        match part.split_once('=') {
            Some((name, value)) => write_parameter(policy, name, value, out),
            None if part.is_empty() => {}
            None => redact(policy, part, out),
        }
    }
}

pub(super) fn write_parameter(policy: &Policy, name: &str, value: &str, out: &mut String) {
    let decoded = decode(name);
    // A name comes from outside like a value, and may be one that was pasted in the wrong place.
    let shown = policy.outside_name(name);
    let is_secret = [name, &decoded, &shown].into_iter().any(|form| policy.holds_secret(form));
    out.push_str(if name.len() > LONGEST_NAME || is_secret { marker::URL_REDACTED } else { &shown });
    out.push('=');
    let clean = policy.allows_query(&decoded)
        && !name::is_query_secret(decoded.as_bytes())
        && policy.names().of(decoded.as_bytes()).is_none()
        && !policy.holds_secret(value)
        && !policy.holds_secret(&decode(value));
    if clean {
        out.push_str(value);
    } else {
        redact(policy, value, out);
    }
}

/// Writes the marker for `value`; what is the marker already is not counted again.
pub(super) fn redact(policy: &Policy, value: &str, out: &mut String) {
    if value != marker::URL_REDACTED {
        policy.counts().add(Reason::Name);
    }
    out.push_str(marker::URL_REDACTED);
}

/// What a form decodes a name or value to.
fn decode(text: &str) -> Cow<'_, str> {
    let spaced = if text.contains('+') { Cow::Owned(text.replace('+', " ")) } else { Cow::Borrowed(text) };
    match spaced {
        Cow::Borrowed(text) => percent_decode_str(text).decode_utf8_lossy(),
        Cow::Owned(text) => Cow::Owned(percent_decode_str(&text).decode_utf8_lossy().into_owned()),
    }
}
