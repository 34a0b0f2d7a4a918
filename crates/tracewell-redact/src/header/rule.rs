use crate::name::Sensitivity;

/// What happens to the value of a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// The scheme stays, the credentials go.
    Authorization,
    /// Names stay, values go.
    Cookies,
    /// Addresses lose what tells a host from its neighbours.
    Addresses,
    /// The same, in the parameters of RFC 7239.
    Forwarded,
    /// The URL is redacted as such.
    Url,
    /// The value stays, scanned for secrets and cut at so many bytes.
    Keep(usize),
    Redact,
    Filter,
}

/// The longest value that is kept.
const LONGEST: usize = 1024;

/// A client's name for itself.
const LONGEST_USER_AGENT: usize = 256;

/// Headers with a rule of their own, sorted.
const RULES: &[(&str, Rule)] = &[
    ("accept", Rule::Keep(LONGEST)),
    ("accept-encoding", Rule::Keep(LONGEST)),
    ("accept-language", Rule::Keep(LONGEST)),
    ("age", Rule::Keep(LONGEST)),
    ("allow", Rule::Keep(LONGEST)),
    ("authentication-info", Rule::Keep(LONGEST)),
    ("authorization", Rule::Authorization),
    ("cache-control", Rule::Keep(LONGEST)),
    ("cf-connecting-ip", Rule::Addresses),
    ("content-encoding", Rule::Keep(LONGEST)),
    ("content-length", Rule::Keep(LONGEST)),
    ("content-location", Rule::Url),
    ("content-type", Rule::Keep(LONGEST)),
    ("cookie", Rule::Cookies),
    ("date", Rule::Keep(LONGEST)),
    ("forwarded", Rule::Forwarded),
    ("grpc-status", Rule::Keep(LONGEST)),
    ("host", Rule::Keep(LONGEST)),
    ("location", Rule::Url),
    ("proxy-authenticate", Rule::Keep(LONGEST)),
    ("proxy-authorization", Rule::Authorization),
    ("referer", Rule::Url),
    ("retry-after", Rule::Keep(LONGEST)),
    // Browsers have no other place for a token when they open a WebSocket.
    ("sec-websocket-key", Rule::Redact),
    ("sec-websocket-protocol", Rule::Redact),
    ("server-timing", Rule::Keep(LONGEST)),
    ("set-cookie", Rule::Cookies),
    ("traceparent", Rule::Keep(LONGEST)),
    ("tracestate", Rule::Keep(LONGEST)),
    ("true-client-ip", Rule::Addresses),
    ("user-agent", Rule::Keep(LONGEST_USER_AGENT)),
    ("vary", Rule::Keep(LONGEST)),
    ("www-authenticate", Rule::Keep(LONGEST)),
    ("x-client-ip", Rule::Addresses),
    ("x-correlation-id", Rule::Keep(LONGEST)),
    ("x-forwarded-for", Rule::Addresses),
    ("x-real-ip", Rule::Addresses),
    ("x-request-id", Rule::Keep(LONGEST)),
];

/// What a gateway tells a service about the user: erased, whatever comes behind.
const IDENTITY_PREFIX: &str = "x-mycelium-";

impl Rule {
    /// The rule of the header `name`, in lower case.
    pub(super) fn of(name: &str, names: &Sensitivity, is_allowed: impl Fn(&str) -> bool) -> Self {
        let listed = RULES.binary_search_by_key(&name, |(other, _)| other).ok().and_then(|at| RULES.get(at));
        match listed {
            Some((_, rule)) => *rule,
            None if name.starts_with(IDENTITY_PREFIX) || names.of(name.as_bytes()).is_some() => Self::Redact,
            None if is_allowed(name) => Self::Keep(LONGEST),
            None => Self::Filter,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{RULES, Rule};
    use crate::name::Sensitivity;

    #[test]
    fn rules_are_sorted() {
        assert!(RULES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn credentials_are_told_by_their_names() {
        let names = Sensitivity::default();
        for name in [
            "x-api-key",
            "api-key",
            "x-auth-token",
            "x-access-token",
            "x-csrf-token",
            "x-csrftoken",
            "x-xsrf-token",
            "x-amz-security-token",
            "x-amz-signature",
            "x-amz-credential",
            "x-vault-token",
            "x-gitlab-token",
            "private-token",
            "x-goog-api-key",
            "ocp-apim-subscription-key",
            "x-hub-signature",
            "x-hub-signature-256",
            "stripe-signature",
            "x-slack-signature",
            "sec-websocket-key",
            "sec-websocket-protocol",
            "x-mycelium-profile",
            "x-mycelium-anything",
        ] {
            assert_eq!(Rule::of(name, &names, |_| true), Rule::Redact, "{name}");
        }
        assert_eq!(Rule::of("x-anything", &names, |_| false), Rule::Filter);
        assert_eq!(Rule::of("x-anything", &names, |_| true), Rule::Keep(super::LONGEST));
        assert_eq!(Rule::of("idempotency-key", &names, |_| false), Rule::Filter);
    }
}
