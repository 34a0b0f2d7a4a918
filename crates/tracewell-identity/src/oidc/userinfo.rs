use std::borrow::Cow;

use serde::Deserialize;

use crate::Email;

/// The answer about a user (OpenID Connect Core, section 5.3.2), as far as it is used.
#[derive(Deserialize)]
struct UserInfo<'u> {
    #[serde(borrow)]
    sub: Cow<'u, str>,
    #[serde(borrow, default)]
    email: Option<Cow<'u, str>>,
    #[serde(default)]
    email_verified: Option<serde_json::Value>,
}

/// The address of `subject`, if that is whom the answer is about.
///
/// # Errors
///
/// The answer is no such document, or about somebody else.
pub(super) fn email_of(subject: &str, json: &[u8]) -> Result<Option<Email>, ()> {
    let info: UserInfo<'_> = serde_json::from_slice(json).map_err(|_| ())?;
    if info.sub != subject {
        return Err(());
    }
    let doubted = info.email_verified.is_some_and(|verified| verified == false || verified == "false");
    Ok(info.email.filter(|_| !doubted).and_then(|email| Email::new(&email)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_about_somebody_else_is_none() {
        let address = ["ann", "a.example"].join("@");
        let answer = format!(r#"{{"sub":"ann","email":"{address}"}}"#);
        let found = email_of("ann", answer.as_bytes()).unwrap().unwrap();
        assert_eq!(found.as_str(), address);
        assert!(email_of("bob", answer.as_bytes()).is_err());
        assert!(email_of("ann", b"<html>").is_err());
        assert_eq!(email_of("ann", br#"{"sub":"ann"}"#), Ok(None));
        let doubted = answer.replace("\"email\"", "\"email_verified\":false,\"email\"");
        assert_eq!(email_of("ann", doubted.as_bytes()), Ok(None));
    }
}
