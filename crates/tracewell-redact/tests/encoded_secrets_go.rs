//! What is a secret in clear is one in a percent-encoded path too, however much of it is encoded, and how often.

mod planted;
mod support;

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use planted::{lines, parts, secret, shapes};
use proptest::prelude::*;
use support::{ALNUM, base64, private_key, random};
use tracewell_redact::Policy;

/// What browsers encode in a path.
const IN_PATHS: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'?').add(b'`').add(b'{').add(b'}').add(b'%');

/// `text` with every character of a set encoded, once or more often, in capitals or not.
#[derive(Clone, Copy, Debug)]
enum Encoding {
    Clear,
    Path,
    Strict,
    Every,
    Small,
    Twice,
}

const ENCODINGS: [Encoding; 5] = [Encoding::Path, Encoding::Strict, Encoding::Every, Encoding::Small, Encoding::Twice];

fn encoded(text: &str, encoding: Encoding) -> String {
    let strict = || utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let every = || text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    match encoding {
        Encoding::Clear => text.to_owned(),
        Encoding::Path => utf8_percent_encode(text, IN_PATHS).to_string(),
        Encoding::Strict => strict(),
        Encoding::Every => every(),
        Encoding::Small => every().to_ascii_lowercase(),
        Encoding::Twice => utf8_percent_encode(&strict(), NON_ALPHANUMERIC).to_string(),
    }
}

/// The text, and what it decodes to.
fn readings(text: &str) -> [String; 3] {
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let once = decode(text);
    let twice = decode(&once);
    [text.to_owned(), once, twice]
}

#[track_caller]
fn assert_gone(text: &str, parts: &[String]) {
    let scrubbed = Policy::development().scrub(text).into_owned();
    for part in parts {
        let left = readings(&scrubbed).iter().any(|reading| reading.contains(part.as_str()));
        assert!(!left, "{part:?} is left of {text:?}: {scrubbed:?}");
    }
}

fn encoding() -> impl Strategy<Value = Encoding> {
    prop::sample::select(ENCODINGS.to_vec())
}

#[test]
fn in_each_shape_and_encoding() {
    let token = random(ALNUM, 24, 5);
    for shape in shapes(&token) {
        for encoding in ENCODINGS {
            assert_gone(&format!("/number/{}", encoded(&shape, encoding)), &parts(&token));
        }
    }
    let credentials = base64(random(ALNUM, 22, 5).as_bytes());
    for encoding in ENCODINGS {
        assert_gone(&format!("/{}", encoded(&format!("Basic {credentials}"), encoding)), &parts(&credentials));
    }
}

#[test]
fn blocks_of_private_keys() {
    for newline in ["\n", "\\n", "\r\n", ""] {
        for label in ["", "RSA ", "EC ", "ENCRYPTED "] {
            let block = private_key(newline, label);
            let parts = lines(&private_key("\n", label));
            for encoding in ENCODINGS {
                assert_gone(&format!("/number/{}/x", encoded(&block, encoding)), &parts);
            }
            // Forms write a blank as a plus.
            assert_gone(&format!("/number/{}", encoded(&block, Encoding::Strict).replace("%20", "+")), &parts);
            assert_gone(&format!("q={}", block.replace(' ', "+").replace('\n', "%0A")), &parts);
        }
    }
}

#[test]
fn the_rest_of_the_path_stays() {
    let token = random(ALNUM, 24, 6);
    for (text, expected) in [
        (
            format!(r#"{{"client_secret":"{token}","n":1}}"#),
            "/number/%7B%22client%5Fsecret%22%3A%22[REDACTED]%22%2C%22n%22%3A1%7D/x",
        ),
        (
            format!(r#"{{\"refresh_token\":\"{token}\"}}"#),
            "/number/%7B%5C%22refresh%5Ftoken%5C%22%3A%5C%22[REDACTED]%5C%22%7D/x",
        ),
        (private_key("\n", "RSA "), "/number/[REDACTED:private_key]/x"),
        (private_key("\\n", ""), "/number/[REDACTED:private_key]/x"),
    ] {
        let path = format!("/number/{}/x", encoded(&text, Encoding::Strict));
        assert_eq!(Policy::development().scrub(&path), expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn anywhere_in_a_path((text, parts) in secret(), encoding in encoding(), before in "(/[a-z]{1,8}){0,2}/", after in "(/[a-z]{1,8}){0,2}") {
        assert_gone(&format!("{before}{}{after}", encoded(&text, encoding)), &parts);
    }

    #[test]
    fn beside_a_copy((text, parts) in secret(), one in encoding(), two in encoding(), between in "[/?&=,]|/[a-z]{1,8}/", clear in 0..3_u8) {
        let (one, two) = match clear {
            0 => (Encoding::Clear, two),
            1 => (one, Encoding::Clear),
            _ => (one, two),
        };
        assert_gone(&format!("/nowhere/{}{between}{}", encoded(&text, one), encoded(&text, two)), &parts);
    }
}
