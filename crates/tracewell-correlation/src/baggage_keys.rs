use std::sync::Arc;

use http::{HeaderMap, HeaderName};
use tracewell_context::Baggage;
use tracewell_names::header;
use tracewell_redact::{Decision, Policy};

const BAGGAGE: HeaderName = HeaderName::from_static(header::BAGGAGE);
/// As many keys as a [`Baggage`] has at most.
const MOST: usize = 16;

/// What is read of a caller's `baggage`: these keys, and nothing else.
///
/// A key must be a token, of at most 64 bytes, that the policy finds neither sensitive nor personal; there are at most 16. A
/// value that holds a secret by the policy's patterns is left out. Where redaction is switched off, the strict policy stands
/// in.
///
/// ```
/// use http::HeaderMap;
/// use tracewell_correlation::BaggageKeys;
/// use tracewell_redact::Policy;
///
/// let keys = BaggageKeys::new(["tier", "session_token"], &Policy::production());
/// assert_eq!(keys.refused().collect::<Vec<_>>(), ["session_token"]);
///
/// let mut headers = HeaderMap::new();
/// headers.insert("baggage", "tier=gold,session_token=abc,cart=12".parse().unwrap());
/// assert_eq!(keys.read(&headers).unwrap().to_string(), "tier=gold");
/// ```
///
/// It does not ask who sent the header: whoever reads one has to.
#[derive(Clone, Debug)]
pub struct BaggageKeys {
    keys: Arc<[Box<str>]>,
    refused: Arc<[Box<str>]>,
    policy: Policy,
}

impl BaggageKeys {
    /// Those of `keys` that may be.
    #[must_use]
    pub fn new<K: AsRef<str>>(keys: impl IntoIterator<Item = K>, policy: &Policy) -> Self {
        let policy = if policy.is_redacting() { policy.clone() } else { Policy::production() };
        let (mut allowed, mut refused): (Vec<Box<str>>, Vec<Box<str>>) = (Vec::new(), Vec::new());
        for key in keys {
            let key = key.as_ref();
            let personal = || matches!(policy.decide(key), Decision::Redact | Decision::Act(_));
            if allowed.iter().any(|known| **known == *key) {
                continue;
            }
            let may = allowed.len() < MOST && Baggage::is_key(key) && !personal() && !policy.holds_secret(key);
            if may { &mut allowed } else { &mut refused }.push(key.into());
        }
        Self { keys: allowed.into(), refused: refused.into(), policy }
    }

    /// Whether there is nothing to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The keys that may not be.
    pub fn refused(&self) -> impl Iterator<Item = &str> {
        self.refused.iter().map(|key| &**key)
    }

    /// What these headers hold of the keys; `None` if that is nothing.
    #[must_use]
    pub fn read(&self, headers: &HeaderMap) -> Option<Baggage> {
        if self.is_empty() || !headers.contains_key(&BAGGAGE) {
            return None;
        }
        // A line that is no text is left out, and not the others with it.
        let lines = headers.get_all(&BAGGAGE).into_iter().filter_map(|line| line.to_str().ok());
        Baggage::read(
            lines,
            |key| self.keys.iter().any(|known| **known == *key),
            |value| !self.policy.holds_secret(value),
        )
    }
}
