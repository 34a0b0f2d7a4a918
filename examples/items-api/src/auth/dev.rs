use axum::http::{HeaderMap, HeaderName};
use sha2::{Digest as _, Sha256};
use tracewell::names::header::{X_DEV_ROLES, X_DEV_TEAM};
use tracewell::{Identity, Principal, TeamId, UserId};

/// The one token that is refused, to try refusals with.
const BAD_TOKEN: &[u8] = b"BAAD";
const DEFAULT_TEAM: &str = "team-a";
/// More roles than this are nobody's.
const MAX_ROLES: usize = 64;

/// Identity for development: any token is somebody, who says which team and roles are theirs.
///
/// `None` if the token is the bad one, or it or a header can't be read.
pub(super) fn identify(token: &[u8], headers: &HeaderMap) -> Option<Identity> {
    if token == BAD_TOKEN || !token.iter().all(u8::is_ascii_graphic) {
        return None;
    }
    let team = TeamId::new(once(headers, X_DEV_TEAM)?.unwrap_or(DEFAULT_TEAM)).ok()?;
    let roles = once(headers, X_DEV_ROLES)?.unwrap_or_default();
    let roles = roles.split(',').map(str::trim).filter(|role| !role.is_empty()).take(MAX_ROLES).map(str::to_owned);
    Some(Identity::verified(Principal::new(team).user(user(token)?)).roles(roles))
}

fn user(token: &[u8]) -> Option<UserId> {
    let digest = Sha256::digest(token);
    let [a, b, c, d, ..] = digest[..] else { return None };
    UserId::new(format!("a-test-only-id-{a:02x}{b:02x}{c:02x}{d:02x}")).ok()
}

/// The value of a header that may be sent once: `Some(None)` if it was not sent, `None` if it can't be read.
fn once<'h>(headers: &'h HeaderMap, name: &'static str) -> Option<Option<&'h str>> {
    let mut values = headers.get_all(HeaderName::from_static(name)).iter();
    let Some(value) = values.next() else { return Some(None) };
    if values.next().is_some() { None } else { value.to_str().ok().map(Some) }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn identify_with(token: &str, sent: &[(&'static str, &'static str)]) -> Option<Identity> {
        let mut headers = HeaderMap::new();
        for (name, value) in sent {
            headers.append(*name, HeaderValue::from_static(value));
        }
        identify(token.as_bytes(), &headers)
    }

    #[test]
    fn the_user_is_the_start_of_the_token_s_digest() {
        let caller = identify_with("abc", &[]).unwrap();
        assert_eq!(caller.user_id().unwrap().as_str(), "a-test-only-id-ba7816bf");
        assert_eq!(caller.team().as_str(), "team-a");
        assert!(!caller.has_role("auditor"));
    }

    #[test]
    fn team_and_roles_are_what_the_headers_say() {
        let caller = identify_with("abc", &[("x-dev-team", "team-b"), ("x-dev-roles", "auditor, ,admin")]).unwrap();
        assert_eq!(caller.team().as_str(), "team-b");
        assert!(caller.has_role("auditor") && caller.has_role("admin") && !caller.has_role(""));
    }

    #[test]
    fn the_bad_token_and_unreadable_headers_are_nobody() {
        for token in ["BAAD", "two words", "a\tb", "\u{fc}"] {
            assert!(identify_with(token, &[]).is_none(), "{token}");
        }
        assert!(identify_with("abc", &[("x-dev-team", "")]).is_none());
        assert!(identify_with("abc", &[("x-dev-team", "two words")]).is_none());
        assert!(identify_with("abc", &[("x-dev-team", "a"), ("x-dev-team", "b")]).is_none());
    }
}
