use tracewell_names::marker;

use super::matrix::without_matrix;
use super::path::write_path;
use super::query::write_query;
use crate::port::serves_pages;
use crate::{Kind, Policy, Reason};

/// Writes a URL, absolute or relative: scheme and host stay, user and password and the values of the query go, the path is
/// scrubbed, the fragment is left out.
///
/// It takes apart what clients take apart, not what standards allow: a backslash is a slash, and whatever stands before an
/// `@` in front of the first slash is user and password, with a scheme or without.
pub(crate) fn write_url(policy: &Policy, url: &str, out: &mut String) {
    let url = url.trim_start_matches(|letter: char| letter.is_whitespace() || letter.is_control());
    if let Some(scheme) = url.get(..5).filter(|scheme| scheme.eq_ignore_ascii_case("data:")) {
        out.push_str(scheme);
        out.push_str(marker::URL_REDACTED);
        return;
    }
    let end = url.find('#').unwrap_or(url.len());
    let (url, _fragment) = url.split_at(end);
    let (before, query) = match url.split_once('?') {
        Some((before, query)) => (before, Some(query)),
        None => (url, None),
    };
    let (scheme, rest) = split_scheme(before);
    out.push_str(scheme);
    let authority = end_of_authority(scheme, rest);
    let (authority, path) = rest.split_at(authority);
    write_authority(policy, authority, !scheme.is_empty(), out);
    write_path(policy, &without_matrix(policy, path), out);
    if let Some(query) = query {
        out.push('?');
        write_query(policy, query, out);
    }
}

/// Where the path of what stands behind `scheme` begins.
///
/// A password may hold a slash that should have been encoded: it tells by what looks like a port and is none, and by an `@`
/// behind. A port that is one leaves the `@` to the path of a page; other schemes have none there.
pub(super) fn end_of_authority(scheme: &str, rest: &str) -> usize {
    let slash = |from: usize| rest[from..].find(['/', '\\']).map_or(rest.len(), |len| from + len);
    let end = slash(0);
    let Some(sign) = rest.rfind('@').filter(|sign| *sign > end) else {
        return end;
    };
    let first = &rest[..end];
    let has_password = match first.split_once('@') {
        Some((user, _)) => user.contains(':') && user != marker::URL_USERINFO_REDACTED,
        None if has_port(first) => {
            let port = first.split_once(':').filter(|_| !first.starts_with('['));
            port.is_some_and(|(_, port)| !(is_of_pages(scheme) && serves_pages(port.as_bytes())))
        }
        None => true,
    };
    if has_password { slash(sign) } else { end }
}

/// Whether paths of this scheme may have an `@`, as those of profiles and packages.
fn is_of_pages(scheme: &str) -> bool {
    let scheme = scheme.trim_end_matches(['/', '\\']);
    ["", "http:", "https:", "ws:", "wss:"].iter().any(|other| scheme.eq_ignore_ascii_case(other))
}

/// The scheme with the slashes behind it, which may be backslashes; nothing where there is none.
fn split_scheme(url: &str) -> (&str, &str) {
    let letters =
        url.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')).count();
    let has_colon = letters > 0 && url[letters..].starts_with(':');
    let start = if has_colon { letters + 1 } else { 0 };
    let slashes = url[start..].bytes().take_while(|byte| matches!(byte, b'/' | b'\\')).count();
    // `//host/path` has the scheme of its page; a path begins with one slash.
    if slashes > usize::from(!has_colon) { url.split_at(start + slashes) } else { ("", url) }
}

/// Writes what stands between the slashes behind a scheme and the path.
pub(super) fn write_authority(policy: &Policy, authority: &str, has_scheme: bool, out: &mut String) {
    match authority.rsplit_once('@') {
        Some((userinfo, host)) => {
            if userinfo != marker::URL_USERINFO_REDACTED {
                policy.counts().add(Reason::Kind(Kind::UrlUserinfo));
            }
            out.push_str(marker::URL_USERINFO_REDACTED);
            out.push('@');
            write_path(policy, host, out);
        }
        // A password with an unescaped `?` or `#` looks like a port that is none.
        None if has_scheme && !has_port(authority) => out.push_str(marker::URL_REDACTED),
        None => write_path(policy, authority, out),
    }
}

/// Whether what stands behind the last colon of a host is a port, if there is a colon.
pub(super) fn has_port(authority: &str) -> bool {
    let behind_brackets = match authority.strip_prefix('[').and_then(|literal| literal.split_once(']')) {
        Some((literal, rest)) if literal.bytes().all(is_of_ipv6) => rest,
        Some(_) => return false,
        None => authority,
    };
    match behind_brackets.split_once(':') {
        Some((_, port)) => port.bytes().all(|byte| byte.is_ascii_digit()),
        None => true,
    }
}

fn is_of_ipv6(byte: u8) -> bool {
    byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.')
}
