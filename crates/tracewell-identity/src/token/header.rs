use std::borrow::Cow;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny};

use super::Algorithm;
use crate::Anomaly;

/// The longest key id that is looked for, in bytes.
pub(crate) const LONGEST_KEY_ID: usize = 256;

/// Kinds of token that are a caller's (RFC 7519, section 5.1; RFC 9068): not, say, a logout token.
const TYPES: [&str; 4] = ["jwt", "at+jwt", "application/jwt", "application/at+jwt"];

/// What is read of a token's header. Keys and links to keys in it (`jwk`, `jku`, `x5u`, `x5c`) are not even read.
#[derive(Deserialize)]
pub(crate) struct Header<'h> {
    #[serde(borrow)]
    alg: Cow<'h, str>,
    #[serde(borrow, default)]
    kid: Option<Cow<'h, str>>,
    #[serde(borrow, default)]
    typ: Option<Cow<'h, str>>,
    #[serde(default, deserialize_with = "present")]
    crit: bool,
}

impl<'h> Header<'h> {
    /// Reads a header and refuses what is not understood.
    pub(crate) fn read(json: &'h [u8]) -> Result<(Algorithm, Self), Anomaly> {
        let header: Self = serde_json::from_slice(json).map_err(|_| Anomaly::Malformed)?;
        if header.crit {
            return Err(Anomaly::Critical);
        }
        if header.typ.as_ref().is_some_and(|typ| !TYPES.iter().any(|known| known.eq_ignore_ascii_case(typ))) {
            return Err(Anomaly::Type);
        }
        let algorithm = Algorithm::named(&header.alg).ok_or(Anomaly::Algorithm)?;
        if header.kid.as_ref().is_some_and(|kid| kid.len() > LONGEST_KEY_ID) {
            return Err(Anomaly::KeyUnknown);
        }
        Ok((algorithm, header))
    }

    pub(crate) fn key_id(&self) -> Option<&str> {
        self.kid.as_deref()
    }
}

/// Whether the member is there, whatever it holds.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<(Algorithm, Option<String>), Anomaly> {
        Header::read(json.as_bytes()).map(|(algorithm, header)| (algorithm, header.key_id().map(str::to_owned)))
    }

    #[test]
    fn algorithm_and_key_are_read_and_embedded_keys_are_not() {
        assert_eq!(read(r#"{"alg":"ES256","kid":"a"}"#), Ok((Algorithm::Es256, Some("a".to_owned()))));
        assert_eq!(
            read(r#"{"alg":"RS256","typ":"at+JWT","jwk":7,"jku":[],"x5u":{},"x5c":null}"#),
            Ok((Algorithm::Rs256, None))
        );
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for (json, anomaly) in [
            (r#"{"alg":"none"}"#, Anomaly::Algorithm),
            (r#"{"alg":"HS256"}"#, Anomaly::Algorithm),
            (r#"{"alg":"rs256"}"#, Anomaly::Algorithm),
            (r#"{"alg":"PS256"}"#, Anomaly::Algorithm),
            (r#"{"alg":"ES256","crit":["exp"]}"#, Anomaly::Critical),
            (r#"{"alg":"ES256","crit":[]}"#, Anomaly::Critical),
            (r#"{"alg":"ES256","crit":null}"#, Anomaly::Critical),
            (r#"{"alg":"ES256","typ":"logout+jwt"}"#, Anomaly::Type),
            (r#"{"alg":"ES256","alg":"ES256"}"#, Anomaly::Malformed),
            (r#"{"alg":"ES256","kid":7}"#, Anomaly::Malformed),
            (r#"{"kid":"a"}"#, Anomaly::Malformed),
            ("[]", Anomaly::Malformed),
            ("", Anomaly::Malformed),
        ] {
            assert_eq!(read(json), Err(anomaly), "{json}");
        }
        let long = format!(r#"{{"alg":"ES256","kid":"{}"}}"#, "a".repeat(LONGEST_KEY_ID + 1));
        assert_eq!(read(&long), Err(Anomaly::KeyUnknown));
    }
}
