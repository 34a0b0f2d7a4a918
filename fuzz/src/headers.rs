use http::{HeaderMap, HeaderName, HeaderValue};
use tracewell_redact::Policy;

use crate::bytes::Bytes;

const NAMES: &[&str] = &[
    "authorization",
    "proxy-authorization",
    "cookie",
    "set-cookie",
    "x-api-key",
    "x-auth-token",
    "stripe-signature",
    "x-anything",
    "via",
    "x-forwarded-for",
    "forwarded",
    "referer",
    "sec-websocket-protocol",
    "x-mycelium-email",
    "idempotency-key",
];

/// No header that is not allowed shows its value, whatever it is.
pub fn headers(bytes: &[u8]) {
    let policy = Policy::development();
    let mut bytes = Bytes::new(bytes);
    let mut headers = HeaderMap::new();
    while !bytes.is_empty() && headers.len() < 32 {
        let name = bytes.pick(NAMES);
        let value = match (name, bytes.next() % 3) {
            // A cookie's name stays, and so does the path of a URL.
            ("cookie" | "set-cookie", _) => format!("n={}; m={}", bytes.value("az09._~+/-"), bytes.value("az09\"")),
            ("referer", _) => {
                format!("https://{}@host/a?q={}#{}", bytes.value("az09:"), bytes.value("az09%="), bytes.value("az"))
            }
            (_, 0) => format!("Bearer {}", bytes.value("az09._~+/=-")),
            _ => bytes.value("abcxyz0189 ,;=\"'()<>@[]{}\\/?:%&#"),
        };
        let Ok(mut value) = HeaderValue::from_str(&value) else {
            continue;
        };
        value.set_sensitive(bytes.next() % 4 == 0);
        headers.append(HeaderName::from_static(name), value);
    }
    let shown = policy.headers(&headers);
    let text = shown.to_string();
    assert!(!text.contains('Q'), "{text} from {headers:?}");
    assert_eq!(shown.iter().count(), headers.len());
    for (name, _) in shown.iter() {
        assert!(text.contains(&format!("{name}: ")), "{text}");
    }
}
