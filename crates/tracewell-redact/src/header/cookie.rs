use tracewell_names::marker;

use crate::Policy;

/// Cookies beyond this are not listed.
const MOST: usize = 64;

/// Writes the names of the cookies, a marker for each value. A part without `=` is a value, and left out; so is a name that
/// is none, or holds a secret. Of a cookie being set only its own name is written, not the attributes behind it.
pub(super) fn write_cookies(policy: &Policy, value: &str, setting: bool, out: &mut String) {
    let parts = value.split(';').take(if setting { 1 } else { MOST });
    let before = out.len();
    for part in parts {
        let Some((name, _)) = part.split_once('=') else {
            continue;
        };
        let name = name.trim();
        if !is_name(name) || policy.holds_secret(name) {
            continue;
        }
        if out.len() > before {
            out.push_str("; ");
        }
        out.push_str(name);
        out.push('=');
        out.push_str(marker::REDACTED);
    }
    if out.len() == before {
        out.push_str(marker::REDACTED);
    }
}

fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}
