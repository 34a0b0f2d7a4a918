use std::borrow::Cow;
use std::fmt::{self, Write};
use std::net::IpAddr;

use tracewell_redact::Policy;

use crate::Violation;

/// The longest detail that is read, in bytes. It is scanned before it is cut: half a secret is not recognised.
const MAX_READ: usize = 4096;
/// The longest detail that is shown, in bytes.
const MAX_DETAIL: usize = 512;
/// The longest name of a user or a team, in bytes.
const MAX_NAME: usize = 256;
/// How much of a token's id is shown, in characters.
const JTI_PREFIX: usize = 8;

/// What is known of one violation: given to [`Security::record`](crate::Security::record), or put into a response as a
/// [`Denial`](crate::Denial).
///
/// Correlation id, team, user, method, path and the client's address come from the context of the request and are not
/// said here. There is no place for a token, a header or a body.
///
/// ```
/// use tracewell_security::{SecurityEvent, Violation};
///
/// let event = SecurityEvent::new(Violation::TokenExpired)
///     .error_type("expired")
///     .error_detail("expired 40 s ago")
///     .jti("0193a7c2-1f5e-7cc1-a2f0-7f3b5b1f2d11");
/// assert_eq!(event.violation(), Violation::TokenExpired);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an event is written by `Security::record`"]
pub struct SecurityEvent {
    violation: Violation,
    status: Option<u16>,
    client: Option<IpAddr>,
    user: Option<Box<str>>,
    requested_team: Option<Box<str>>,
    error_type: Option<&'static str>,
    error_detail: Option<Box<str>>,
    jti: Option<Box<str>>,
}

impl SecurityEvent {
    /// An event of this code.
    pub const fn new(violation: Violation) -> Self {
        Self {
            violation,
            status: None,
            client: None,
            user: None,
            requested_team: None,
            error_type: None,
            error_detail: None,
            jti: None,
        }
    }

    /// The HTTP status it was answered with, where it is another than the [code's](Violation::status).
    pub const fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// The client's address, where there is no request that says it.
    pub const fn client(mut self, address: IpAddr) -> Self {
        self.client = Some(address);
        self
    }

    /// The user that somebody claims to be: of a failed login, say. It goes before the one who is bound, in the event and
    /// in the window. Names are told apart by their first 256 bytes.
    pub fn user(mut self, name: &str) -> Self {
        self.user = cut(name, MAX_NAME);
        self
    }

    /// The team that was asked for, as it was asked for.
    pub fn requested_team(mut self, team: &str) -> Self {
        self.requested_team = cut(team, MAX_NAME);
        self
    }

    /// A closed word for what was wrong.
    pub const fn error_type(mut self, word: &'static str) -> Self {
        self.error_type = Some(word);
        self
    }

    /// What was wrong, for operators: scrubbed, and cut at 512 bytes. An opaque token in it looks like any word and is
    /// not recognised: say what is wrong with a token, never the token.
    pub fn error_detail(mut self, detail: impl fmt::Display) -> Self {
        let mut text = Bounded(String::new());
        // Stops where there is no more room.
        let _ = write!(text, "{detail}");
        self.error_detail = cut(&text.0, MAX_READ);
        self
    }

    /// The id of the token, of which the first eight characters are shown.
    pub fn jti(mut self, id: &str) -> Self {
        self.jti = cut(id, MAX_NAME);
        self
    }

    /// The code.
    #[must_use]
    pub const fn violation(&self) -> Violation {
        self.violation
    }

    /// The HTTP status of the answer, if it is a denial.
    #[must_use]
    pub const fn status_code(&self) -> Option<u16> {
        match self.status {
            Some(status) => Some(status),
            None => self.violation.status(),
        }
    }

    pub(crate) const fn client_address(&self) -> Option<IpAddr> {
        self.client
    }

    pub(crate) fn claimed_user(&self) -> Option<&str> {
        self.user.as_deref()
    }

    pub(crate) const fn error_word(&self) -> Option<&'static str> {
        self.error_type
    }

    pub(crate) fn shown_user(&self, team: Option<&str>, policy: &Policy) -> Option<Cow<'_, str>> {
        self.user.as_deref().map(|user| policy.id("user", team, user))
    }

    pub(crate) fn shown_team(&self, policy: &Policy) -> Option<Cow<'_, str>> {
        self.requested_team.as_deref().map(|team| policy.id("team", None, team))
    }

    pub(crate) fn shown_detail(&self, policy: &Policy) -> Option<String> {
        let mut detail = policy.scrub(self.error_detail.as_deref()?).into_owned();
        detail.truncate(detail.floor_char_boundary(MAX_DETAIL));
        Some(detail)
    }

    /// The beginning of the token's id, unless the id is a secret itself or unfit to be shown.
    pub(crate) fn jti_prefix(&self, policy: &Policy) -> Option<&str> {
        let jti = self.jti.as_deref()?;
        let plain = jti.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte));
        (plain && !policy.holds_secret(jti)).then(|| jti.get(..JTI_PREFIX).unwrap_or(jti))
    }
}

impl From<Violation> for SecurityEvent {
    fn from(violation: Violation) -> Self {
        Self::new(violation)
    }
}

/// The beginning of a text from outside; nothing of an empty one.
fn cut(text: &str, bytes: usize) -> Option<Box<str>> {
    let text = text.get(..text.floor_char_boundary(bytes)).unwrap_or_default();
    (!text.is_empty()).then(|| text.into())
}

/// A text that takes only so much.
struct Bounded(String);

impl Write for Bounded {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = MAX_READ.saturating_sub(self.0.len());
        let fits = text.get(..text.floor_char_boundary(room)).unwrap_or_default();
        self.0.push_str(fits);
        if fits.len() == text.len() { Ok(()) } else { Err(fmt::Error) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_outside_is_cut_and_scrubbed() {
        let policy = Policy::production();
        let event = SecurityEvent::new(Violation::LoginFailed)
            .user(&"é".repeat(100_000))
            .requested_team("alice@example.com")
            .error_detail(format_args!("{} alice@example.com", "x".repeat(600)))
            .jti("");
        assert_eq!(event.claimed_user().unwrap().len(), 256);
        assert_eq!(event.shown_team(&policy).unwrap(), "[REDACTED:email]");
        assert_eq!(event.shown_detail(&policy).unwrap().len(), 512);
        assert_eq!(event.jti_prefix(&policy), None);
        let huge = SecurityEvent::new(Violation::InputAttack).error_detail("y".repeat(1 << 20));
        assert!(huge.error_detail.unwrap().len() <= MAX_READ);
    }

    #[test]
    fn eight_characters_of_a_token_s_id_are_shown_and_no_secret_s() {
        let policy = Policy::production();
        let prefix =
            |jti: &str| SecurityEvent::new(Violation::TokenExpired).jti(jti).jti_prefix(&policy).map(str::to_owned);
        assert_eq!(prefix("0193a7c2-1f5e"), Some("0193a7c2".to_owned()));
        assert_eq!(prefix("abc"), Some("abc".to_owned()));
        for odd in ["alice@example.com", "a b c d e f", "line\nbreak", "\u{202e}abcdefgh"] {
            assert_eq!(prefix(odd), None, "{odd:?}");
        }
    }

    #[test]
    fn an_empty_name_is_none() {
        let event = SecurityEvent::new(Violation::LoginFailed).user("").requested_team("");
        assert_eq!((event.claimed_user(), event.shown_team(&Policy::production())), (None, None));
    }
}
