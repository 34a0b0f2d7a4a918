use tracewell_redact::Policy;

use crate::bytes::Bytes;

/// Text that no rule minds, each ending where a word does.
const INNOCENT: &[&str] = &[
    "",
    "the order was accepted, ",
    "took 12.5 ms; ",
    "status=200 route=/v1/items ",
    "{\"count\": 3} ",
    "größe 42 € ",
    "at 2026-11-22T03:15:00.123456Z ",
    "018f2b6e-7c1a-7d3e-9b55-0242ac120002 ",
    "100% of it ",
    "a ~ b ",
    "see (here) ",
    "Point { x: 1, y: 2 } ",
    "[1, 2] ",
    "line\n",
    "\"quoted\" ",
    "back\\slash ",
    "std::fmt ",
    "<tag> ",
    "unknown key: foo ",
    "tokens: 512 in ",
    " pass=14 fail=0 ",
    "DATABASE_URL: not set ",
];

const PAIRS: &[(&str, &str)] = &[
    ("password=", " "),
    ("client_secret=", "&"),
    ("api-key: ", "\n"),
    ("\"pin\":\"", "\" "),
    ("\\\"token\\\":\\\"", "\\\" "),
    ("token: Some(\"", "\") "),
    ("(\"x-auth-token\", \"", "\") "),
    ("Password=", "; "),
    ("password\u{ff1a}", " "),
    ("api_key\u{ff1d}", "&"),
];

/// Planted secrets go and the rest stays; any text comes out bounded and settled.
pub fn scanner(bytes: &[u8]) {
    let policy = Policy::development();
    let mut bytes = Bytes::new(bytes);
    let free = bytes.next() % 2 == 0;
    if free {
        let text = bytes.rest();
        let once = policy.scrub(&text).into_owned();
        assert_eq!(policy.scrub(&once), once, "scrubbing again changes something, from {text:?}");
        assert_eq!(policy.holds_secret(&text), once != text, "from {text:?}");
        return;
    }
    let mut text = String::new();
    let mut expected = String::new();
    while !bytes.is_empty() {
        let innocent = bytes.pick(INNOCENT);
        text.push_str(innocent);
        expected.push_str(innocent);
        match bytes.next() % 3 {
            0 => {
                let (secret, marker) = bytes.secret();
                text.push_str(&format!("<{secret}> "));
                expected.push_str(&format!("<{marker}> "));
            }
            1 => {
                let (before, after) = PAIRS[usize::from(bytes.next()) % PAIRS.len()];
                let value = bytes.value("abcXYZ0189!#%*+./_-");
                text.push_str(&format!("{before}{value}{after}"));
                // A wrapper around the value goes with it.
                let before = before.strip_suffix("Some(\"").unwrap_or(before);
                let after = after.strip_prefix("\") ").filter(|_| before.ends_with(": ")).map_or(after, |_| " ");
                expected.push_str(&format!("{before}[REDACTED]{after}"));
            }
            _ => {}
        }
        if text.len() > 4000 {
            break;
        }
    }
    assert_eq!(policy.scrub(&text), expected, "from {text:?}");
}
