use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};

use super::ClaimNames;
use super::value::{Name, Value};
use crate::Anomaly;

/// The most roles that are taken from one token.
const MOST_ROLES: usize = 256;
/// The longest name of a role, in bytes.
const LONGEST_ROLE: usize = 256;

/// The claims that are read; all others are passed over. They are of the right type, and nothing more is known of them.
#[derive(Default)]
pub(crate) struct Claims<'c> {
    issuer: Value<'c>,
    subject: Value<'c>,
    id: Value<'c>,
    audience: Value<'c>,
    expires: Value<'c>,
    not_before: Value<'c>,
    email: Value<'c>,
    email_verified: Value<'c>,
    team: Value<'c>,
    roles: Value<'c>,
}

impl<'c> Claims<'c> {
    /// Reads a payload. A claim that is there twice makes it unreadable, as no two readers would agree on it.
    pub(crate) fn read(json: &'c [u8], names: &ClaimNames) -> Result<Self, Anomaly> {
        let mut reader = serde_json::Deserializer::from_slice(json);
        let claims = Seed(names).deserialize(&mut reader).map_err(|_| Anomaly::Malformed)?;
        reader.end().map_err(|_| Anomaly::Malformed)?;
        Ok(claims)
    }

    pub(crate) fn issuer(&self) -> Option<&str> {
        self.issuer.text()
    }

    pub(crate) fn subject(&self) -> Option<&str> {
        self.subject.text()
    }

    pub(crate) fn team(&self) -> Option<&str> {
        self.team.text()
    }

    /// The id, where there is one; one that is no text makes the token malformed.
    pub(crate) fn id(&self) -> Result<Option<&str>, Anomaly> {
        match &self.id {
            Value::Missing => Ok(None),
            Value::Text(id) if !id.is_empty() => Ok(Some(id)),
            _ => Err(Anomaly::Malformed),
        }
    }

    /// Whether the token is for this audience (RFC 7519, section 4.1.3).
    pub(crate) fn is_for(&self, audience: &str) -> bool {
        match &self.audience {
            Value::Text(one) => one == audience,
            Value::Texts(many) => many.iter().any(|one| one == audience),
            _ => false,
        }
    }

    /// Seconds since 1970.
    pub(crate) fn expires(&self) -> Result<u64, Anomaly> {
        match self.expires {
            Value::Missing => Err(Anomaly::ExpiryMissing),
            Value::Number(seconds) => Ok(seconds),
            _ => Err(Anomaly::Malformed),
        }
    }

    /// Seconds since 1970; 0 without one.
    pub(crate) fn not_before(&self) -> Result<u64, Anomaly> {
        match self.not_before {
            Value::Missing => Ok(0),
            Value::Number(seconds) => Ok(seconds),
            _ => Err(Anomaly::Malformed),
        }
    }

    /// The e-mail address, unless the issuer says that it is not verified.
    pub(crate) fn email(&self) -> Option<&str> {
        let doubted = match &self.email_verified {
            Value::Truth(verified) => !verified,
            Value::Text(word) => word == "false",
            _ => false,
        };
        self.email.text().filter(|_| !doubted)
    }

    /// The roles: a list of names, or one text of names with blanks between them, as scopes are written.
    pub(crate) fn roles(&self) -> Result<Vec<Box<str>>, Anomaly> {
        let roles: Vec<&str> = match &self.roles {
            Value::Missing => Vec::new(),
            Value::Text(text) => text.split_ascii_whitespace().collect(),
            Value::Texts(names) => names.iter().map(Cow::as_ref).collect(),
            _ => return Err(Anomaly::Roles),
        };
        if roles.len() > MOST_ROLES || roles.iter().any(|role| role.is_empty() || role.len() > LONGEST_ROLE) {
            return Err(Anomaly::Roles);
        }
        Ok(roles.into_iter().map(Box::from).collect())
    }
}

struct Seed<'n>(&'n ClaimNames);

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Claims<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Claims<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("claims")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut claims = Claims::default();
        let mut other;
        while let Some(Name(name)) = map.next_key()? {
            let claim = match &*name {
                "iss" => &mut claims.issuer,
                "sub" => &mut claims.subject,
                "jti" => &mut claims.id,
                "aud" => &mut claims.audience,
                "exp" => &mut claims.expires,
                "nbf" => &mut claims.not_before,
                "email" => &mut claims.email,
                "email_verified" => &mut claims.email_verified,
                name if name == self.0.team() => &mut claims.team,
                name if name == self.0.roles() => &mut claims.roles,
                _ => {
                    other = Value::Missing;
                    &mut other
                }
            };
            if !matches!(claim, Value::Missing) {
                return Err(A::Error::custom("a claim is there twice"));
            }
            *claim = map.next_value()?;
        }
        Ok(claims)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with<T>(json: &str, read: impl FnOnce(Result<Claims<'_>, Anomaly>) -> T) -> T {
        read(Claims::read(json.as_bytes(), &ClaimNames::default()))
    }

    #[test]
    fn claims_are_read_and_others_passed_over() {
        let json = r#"{"iss":"i","sub":"s","jti":"j","aud":["a","b"],"exp":12.7,"nbf":3,"email":"e","x":{"y":[1]},
            "team_id":"t","roles":["r","\u0071"]}"#;
        with(json, |claims| {
            let claims = claims.unwrap_or_default();
            assert_eq!((claims.issuer(), claims.subject(), claims.team()), (Some("i"), Some("s"), Some("t")));
            assert_eq!((claims.id(), claims.expires(), claims.not_before()), (Ok(Some("j")), Ok(12), Ok(3)));
            assert!(claims.is_for("a") && claims.is_for("b") && !claims.is_for("c"));
            assert_eq!(claims.email(), Some("e"));
            assert_eq!(claims.roles(), Ok(vec!["r".into(), "q".into()]));
        });
        with("{}", |claims| {
            let claims = claims.unwrap_or_default();
            assert_eq!(
                (claims.id(), claims.expires(), claims.roles()),
                (Ok(None), Err(Anomaly::ExpiryMissing), Ok(vec![]))
            );
        });
    }

    #[test]
    fn two_of_a_claim_are_none() {
        for json in [r#"{"sub":"a","sub":"b"}"#, r#"{"team_id":"a","team_id":"a"}"#, r#"{"exp":null,"exp":1}"#] {
            with(json, |claims| assert!(claims.is_err(), "{json}"));
        }
    }

    #[test]
    fn what_is_of_the_wrong_type_is_never_taken_for_another() {
        with(r#"{"sub":7,"team_id":["t"],"aud":{"a":1},"exp":"12","nbf":true,"jti":9,"roles":{"r":1}}"#, |claims| {
            let claims = claims.unwrap_or_default();
            assert_eq!((claims.subject(), claims.team(), claims.is_for("a")), (None, None, false));
            assert_eq!((claims.expires(), claims.not_before()), (Err(Anomaly::Malformed), Err(Anomaly::Malformed)));
            assert_eq!((claims.id(), claims.roles()), (Err(Anomaly::Malformed), Err(Anomaly::Roles)));
        });
        for json in [r#"{"exp":1e400}"#, r#"{"exp":NaN}"#, "[]", "7", "", "{}{}", r#"{"a":1"#] {
            with(json, |claims| assert!(claims.is_err(), "{json}"));
        }
        with(r#"{"exp":-5}"#, |claims| assert_eq!(claims.unwrap_or_default().expires(), Ok(0)));
    }

    #[test]
    fn roles_are_bounded() {
        let json = |roles: &[String]| format!(r#"{{"roles":{roles:?}}}"#);
        let many: Vec<String> = (0..=MOST_ROLES).map(|n| format!("r{n}")).collect();
        with(&json(&many), |claims| assert_eq!(claims.unwrap_or_default().roles(), Err(Anomaly::Roles)));
        with(&json(&many[1..]), |claims| assert!(claims.unwrap_or_default().roles().is_ok()));
        with(&json(&["x".repeat(LONGEST_ROLE + 1)]), |claims| assert!(claims.unwrap_or_default().roles().is_err()));
        with(r#"{"roles":" a  b "}"#, |claims| {
            assert_eq!(claims.unwrap_or_default().roles(), Ok(vec!["a".into(), "b".into()]));
        });
        with(r#"{"roles":["a",7]}"#, |claims| assert!(claims.unwrap_or_default().roles().is_err()));
    }

    #[test]
    fn an_address_that_is_not_verified_is_none() {
        for (json, email) in [
            (r#"{"email":"a"}"#, Some("a")),
            (r#"{"email":"a","email_verified":true}"#, Some("a")),
            (r#"{"email":"a","email_verified":false}"#, None),
            (r#"{"email":"a","email_verified":"false"}"#, None),
            (r#"{"email_verified":true}"#, None),
        ] {
            with(json, |claims| assert_eq!(claims.unwrap_or_default().email(), email, "{json}"));
        }
    }
}
