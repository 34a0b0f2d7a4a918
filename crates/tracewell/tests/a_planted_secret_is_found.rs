//! Secrets planted in every form are found where they stand; innocent text is not.
#![cfg(feature = "testing")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write;

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::prelude::*;
use tracewell::testing::{Form, assert_no_leak, find_leaks};

/// What is encoded in the path of a URL.
const RESERVED: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'/').add(b'<').add(b'>').add(b'?');

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL_SAFE: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn base64(bytes: &[u8], alphabet: &[u8; 64], padded: bool) -> String {
    let mut out = String::new();
    for group in bytes.chunks(3) {
        let bits = group.iter().chain([&0; 2]).take(3).fold(0, |bits, byte| bits << 8 | usize::from(*byte));
        for place in 0..=group.len() {
            out.push(char::from(alphabet[bits >> (18 - 6 * place) & 63]));
        }
        out.push_str(if padded { &"=="[..3 - group.len()] } else { "" });
    }
    out
}

fn each_byte(text: &str, separator: &str, write: impl Fn(u8) -> String) -> String {
    text.bytes().map(write).collect::<Vec<_>>().join(separator)
}

/// A JSON string, without its quotes.
fn json(text: &str) -> String {
    let json = serde_json::to_string(text).unwrap();
    json[1..json.len() - 1].to_owned()
}

fn debug(text: &str) -> String {
    let debug = format!("{text:?}");
    debug[1..debug.len() - 1].to_owned()
}

fn form_encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Every form, by name, with what it is reported as where the secret needs it.
fn forms(secret: &str) -> Vec<(&'static str, String)> {
    let mut utf16 = String::new();
    for unit in secret.encode_utf16() {
        write!(utf16, "\\u{unit:04X}").unwrap();
    }
    let padded = |before: &str, behind: &str, alphabet, padded| {
        base64(format!("{before}{secret}{behind}").as_bytes(), alphabet, padded)
    };
    let wrapped = padded("user:", "and more", STANDARD, true);
    vec![
        ("raw", secret.to_owned()),
        ("lower", secret.to_lowercase()),
        ("upper", secret.to_uppercase()),
        ("percent", utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string()),
        (
            "percent, lower",
            utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string().replace("%C", "%c").replace("%E", "%e"),
        ),
        ("percent, reserved", utf8_percent_encode(secret, RESERVED).to_string()),
        ("percent, all bytes", each_byte(secret, "", |byte| format!("%{byte:02X}"))),
        ("percent, all bytes, lower", each_byte(secret, "", |byte| format!("%{byte:02x}"))),
        (
            "percent, twice",
            utf8_percent_encode(&utf8_percent_encode(secret, RESERVED).to_string(), RESERVED).to_string(),
        ),
        ("form", form_encoded(secret)),
        ("JSON", json(secret)),
        ("JSON, all of it", utf16),
        ("JSON, with slashes", json(secret).replace('/', "\\/")),
        ("JSON, twice", json(&json(secret))),
        ("Debug", debug(secret)),
        ("Debug in JSON", json(&debug(secret))),
        ("Debug of bytes", secret.as_bytes().escape_ascii().to_string()),
        ("form in Debug in JSON", json(&debug(&form_encoded(secret)))),
        ("JSON in form", form_encoded(&json(secret))),
        ("base64", padded("", "", STANDARD, true)),
        ("base64, bare", padded("", "", STANDARD, false)),
        ("base64 behind 1", padded("x", "", STANDARD, true)),
        ("base64 behind 2", padded("xy", "", URL_SAFE, false)),
        ("base64 behind 3", padded("xyz", "", URL_SAFE, true)),
        ("base64 between", padded("user:", "\n", STANDARD, false)),
        ("base64 between, URL-safe", padded("{\"a\":\"", "\"}", URL_SAFE, false)),
        (
            "base64, wrapped",
            wrapped.as_bytes().chunks(7).map(|line| str::from_utf8(line).unwrap()).collect::<Vec<_>>().join("\r\n"),
        ),
        ("base64 in a URL", form_encoded(&padded("q", "w", STANDARD, true))),
        ("base64 in JSON", json(&padded("q", "w", STANDARD, true)).replace('/', "\\/")),
        ("hex", each_byte(secret, "", |byte| format!("{byte:02x}"))),
        ("hex, upper", each_byte(secret, "", |byte| format!("{byte:02X}"))),
        ("hex with colons", each_byte(secret, ":", |byte| format!("{byte:02x}"))),
        ("hex of Debug", format!("{:02x?}", secret.as_bytes())),
        ("hex with 0x", each_byte(secret, ", ", |byte| format!("0x{byte:02x}"))),
        ("bytes", format!("{:?}", secret.as_bytes())),
        ("bytes, pretty", format!("{:#?}", secret.as_bytes())),
        ("bytes of JSON", serde_json::to_string(secret.as_bytes()).unwrap()),
    ]
}

/// Text around a secret that no encoding reads into it.
const AROUND: &str = r#"[a-zA-Z0-9 .:,;={}<>\n"-]{0,40}"#;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn a_secret_is_found_in_every_form(
        secret in prop_oneof!["[ -~]{4,40}", "[a-zA-Z0-9]{4,20}", "\\PC{2,20}", "[\\x00-\\x7f]{4,12}", "[\"\\\\/+%& '=]{4,8}"],
        before in AROUND,
        behind in AROUND,
    ) {
        prop_assume!(secret.len() >= 4);
        // The last word in front must not be taken for a part of the encoding.
        let before = format!("{before}|");
        for (name, planted) in forms(&secret) {
            let captured = format!("{before}{planted}|{behind}");
            let leaks = find_leaks(&captured, [&secret]);
            let planted = before.len()..before.len() + planted.len();
            prop_assert!(leaks.iter().any(|leak| planted.contains(&leak.offset())), "{name}: {captured:?}");
        }
    }

    #[test]
    fn innocent_text_is_not_found(
        text in r#"[ -~\n]{0,400}"#,
        secret in "[a-zA-Z0-9/+]{16,24}",
    ) {
        prop_assert_eq!(find_leaks(&text, [&secret]), []);
        // Nor where all of it is encoded.
        for (name, encoded) in forms(&format!("{text}----")) {
            prop_assert_eq!(find_leaks(&encoded, [&secret]), [], "{}", name);
        }
    }

    #[test]
    fn no_bytes_do_harm(
        captured in proptest::collection::vec(prop_oneof![any::<u8>(), Just(b'%'), Just(b'\\'), Just(b'u'), Just(b'{'), Just(b'0')], 0..300),
        secrets in proptest::collection::vec("\\PC{0,8}", 0..4),
    ) {
        for leak in find_leaks(&captured, &secrets) {
            prop_assert!(leak.offset() <= captured.len() && leak.secret() < secrets.len());
        }
    }
}

#[test]
fn the_simplest_form_is_told() {
    let secret = "p@ss \"1\"";
    for (captured, offset, forms) in [
        ("x p@ss \"1\"", 2, &[Form::Raw][..]),
        ("x P@sS \"1\"", 2, &[Form::OtherCase]),
        ("x p%40ss%20%221%22", 2, &[Form::Percent]),
        ("x p%40ss+%221%22", 2, &[Form::FormEncoded]),
        ("x p\\u0040ss \\\"1\\\"", 2, &[Form::Escaped]),
        ("x \\\\ p%40SS%20%221%22 \\n +", 5, &[Form::Percent, Form::OtherCase]),
        ("x p\\\\u0040ss \\\\\\\"1\\\\\\\"", 2, &[Form::Escaped, Form::Escaped]),
    ] {
        let leaks = find_leaks(captured, [secret]);
        assert_eq!(leaks.len(), 1, "{captured}: {leaks:?}");
        assert_eq!((leaks[0].offset(), leaks[0].forms()), (offset, forms), "{captured}");
    }
    let leaks = find_leaks(json(&json(&json(secret))), [secret]);
    assert_eq!(leaks[0].forms(), [Form::Escaped; 3]);
    for (encoded, form) in [
        (base64(secret.as_bytes(), STANDARD, true), Form::Base64),
        (each_byte(secret, "", |byte| format!("{byte:02x}")), Form::Hex),
        (format!("{:?}", secret.as_bytes()), Form::ByteList),
    ] {
        assert_eq!(find_leaks(&encoded, [secret])[0].forms(), [form]);
    }
}

#[test]
fn the_examples_of_the_page_are_found() {
    let page = include_str!("../docs/testing.md");
    let (_, table) = page.split_once(r#"for example of `p@ss "1"` |"#).unwrap();
    let (table, _) = table.split_once("\n\n").unwrap();
    let cells = table.lines().skip(2).map(|row| row.rsplit('|').nth(1).unwrap());
    let examples: Vec<&str> = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect();
    assert!(examples.len() > 8, "{examples:?}");
    for example in examples {
        assert_eq!(find_leaks(example, [r#"p@ss "1""#]).len(), 1, "{example}");
    }
}

#[test]
fn every_place_of_every_secret_is_told_in_order() {
    let leaks = find_leaks("two-\none-\nTWO-\none-", ["one-", "two-", "none"]);
    let places: Vec<_> = leaks.iter().map(|leak| (leak.secret(), leak.offset(), leak.line())).collect();
    assert_eq!(places, [(1, 0, 1), (0, 5, 2), (1, 10, 3), (0, 15, 4)]);
    let places: Vec<_> = find_leaks("aaaaaa", ["aaaa"]).iter().map(tracewell::testing::Leak::offset).collect();
    assert_eq!(places, [0, 1, 2]);
}

#[test]
fn a_base64_neighbour_must_fit_too() {
    // The same inner characters, another one at the edge: the bits that the secret decides there differ.
    let encoded = base64(b"xsecret", STANDARD, false);
    assert_eq!(find_leaks(&encoded, ["secret"]).len(), 1);
    let near = base64(b"xsecreu", STANDARD, false);
    assert_eq!(find_leaks(&near, ["secret"]), []);
    let near = base64(b"xcecret", STANDARD, false);
    assert_eq!(find_leaks(&near, ["secret"]), []);
    // Cut off in the middle of the secret's last byte, of which the bits behind the cut are all ones here.
    assert_eq!(find_leaks("aGVsbG8", ["hello"]).len(), 1);
    assert_eq!(find_leaks("aGVsbG\"", ["hello"]), []);
    assert_eq!(find_leaks("aGVsbG", ["hello"]), []);
}

#[test]
fn short_secrets_are_refused() {
    let leaks = find_leaks("abc abcd", ["abc", "abcd", ""]);
    let forms: Vec<_> = leaks.iter().map(|leak| (leak.secret(), leak.forms())).collect();
    assert_eq!(forms, [(0, &[Form::TooShort][..]), (2, &[Form::TooShort]), (1, &[Form::Raw])]);
}

fn panic_text(work: impl FnOnce() + std::panic::UnwindSafe) -> String {
    match std::panic::catch_unwind(work).unwrap_err().downcast::<String>() {
        Ok(text) => *text,
        Err(payload) => (*payload.downcast::<&str>().unwrap()).to_owned(),
    }
}

#[test]
fn the_panic_says_where_and_never_what() {
    let secret = "tr0ub4dor & 3";
    let captured = format!("one\ntwo {secret}\nthree {}", base64(secret.as_bytes(), STANDARD, true));
    let text = panic_text(move || assert_no_leak(captured, ["not there", secret]));
    assert_eq!(text, "2 leaks in 48 bytes:\n  secret 1 at byte 8, line 2: raw\n  secret 1 at byte 28, line 3: base64");
    let text = panic_text(|| assert_no_leak("", ["not there"]));
    assert_eq!(text, "nothing was captured, so this says nothing about leaks");
    let text = panic_text(|| assert_no_leak("one", ["abc"]));
    assert_eq!(text, "1 leak in 3 bytes:\n  secret 0: not looked for, fewer than 4 bytes would be found by chance");
    let text = panic_text(|| assert_no_leak("leak".repeat(100), ["leak"]));
    assert!(text.starts_with("100 leaks in 400 bytes:\n") && text.ends_with("\n  and 80 more"), "{text}");
    assert!(!text.contains("leakleak"));
}

#[test]
fn a_large_capture_is_searched_in_reasonable_time() {
    let line = r#"{"message":"a \"quoted\" path C:\\x%20y+z","n":[1,2,3]}"#.to_owned() + "\n";
    let captured = line.repeat(20_000);
    assert_no_leak(captured, ["tr0ub4dor & 3", "correct horse"]);
}
