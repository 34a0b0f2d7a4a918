//! The real command on files into which secrets got.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use support::{Folder, log_of, tracewell};

#[test]
fn places_and_kinds_are_told_and_no_secret() {
    let tail: String = ('a'..='z').chain('0'..='9').collect();
    let token = ["gh", "p_", &tail].concat();
    let log =
        format!("fine\nüber {token} und alice@example.com\n{{\"password\":\"hunter2\",\"a\":1}}\n[REDACTED:email]\n");
    let folder = Folder::new();
    let path = folder.file("app.log", log.as_bytes());
    let output = tracewell(["scan", &path], b"");
    assert_eq!(output.code, 1);
    let second = 6 + token.len() + 5;
    let expected = format!("{path}:2:6 github_token\n{path}:2:{second} email\n{path}:3:14 sensitive_name\n");
    assert_eq!(output.stdout, expected);
    for secret in [&token, "alice", "hunter2"] {
        assert!(!output.stdout.contains(secret) && !output.stderr.contains(secret));
    }
    assert!(output.stderr.contains("3 secrets in 4 lines"), "{}", output.stderr);
}

#[test]
fn a_log_of_this_project_is_clean() {
    let log = log_of(|| {
        tracing::info!(user_token = "x", order_id = 7, "mail to alice@example.com, password=hunter2");
        tracing::warn!(status_code = 500, "https://bob:pw@host/a?b=c");
    });
    let output = tracewell(["scan", "-"], log.as_bytes());
    assert_eq!((output.code, output.stdout.as_str()), (0, ""), "{log}");
}

#[test]
fn an_id_of_a_trace_is_no_number_of_a_card_or_an_account() {
    // Of random digits some pass every check there is: a few in ten thousand requests.
    let (card, account) = (["45124246", "58335489"].concat(), ["be264d0c", "d7e5eb1c"].concat());
    for id in [&card, &account] {
        for line in [
            format!("{{\"span_id\":\"{id}\",\"a\":1}}\n"),
            format!("{{\"trace_id\":\"{}{id}\",\"span_id\":\"{id}\"}}\n", "0".repeat(16)),
            format!("{{\"span_id\": \"{id}\"}}\n"),
        ] {
            let output = tracewell(["scan", "-"], line.as_bytes());
            assert_eq!((output.code, output.stdout.as_str()), (0, ""), "{line}");
        }
        for line in [
            format!("{{\"order\":\"{id}\"}}\n"),
            format!("{{\"span_id\":\"{id} and more\"}}\n"),
            format!("{{\"fields.span_id\":\"{id}\"}}\n"),
            format!("{{\"trace_id\":\"{id}\"}}\n"),
        ] {
            assert_eq!(tracewell(["scan", "-"], line.as_bytes()).code, 1, "{line}");
        }
    }
}

#[test]
fn what_cannot_be_read_is_no_clean_file() {
    let folder = Folder::new();
    let clean = folder.file("clean", b"nothing\n");
    assert_eq!(tracewell(["scan", &clean], b"").code, 0);
    assert_eq!(tracewell(["scan", &clean, &folder.path("missing")], b"").code, 2);
    assert_eq!(tracewell(["scan"], b"").code, 2);
    let output = tracewell(["scan", "-"], &[0xff, 0xfe, 0, b'\n', 7, 0x1b, b'[', b'2', b'J']);
    assert_eq!(output.code, 0, "{}", output.stdout);
}

#[test]
fn a_secret_far_into_a_line_is_found() {
    let log = format!("{} alice@example.com", "word ".repeat(200_000));
    let output = tracewell(["scan", "-"], log.as_bytes());
    assert_eq!(output.stdout, "-:1:1000002 email\n");
}

#[test]
fn a_secret_in_two_bytes_a_character_is_found() {
    let text = "über\nmail alice@example.com\n";
    let little = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let big = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_be_bytes).collect() };
    let behind_other_text = [b"first\n".to_vec(), little("mail alice@example.com\n")].concat();
    for (bytes, found) in [
        ([vec![0xff, 0xfe], little(text)].concat(), "-:2:6 email\n"),
        ([vec![0xfe, 0xff], big(text)].concat(), "-:2:6 email\n"),
        (little("no mark\nalice@example.com"), "-:2:1 email\n"),
        (behind_other_text, "-:2:6 email\n"),
    ] {
        let output = tracewell(["scan", "-"], &bytes);
        assert_eq!((output.code, output.stdout.as_str()), (1, found), "{bytes:?}");
    }
    let utf32: Vec<u8> = ['\u{feff}', 'a'].iter().flat_map(|one| u32::from(*one).to_le_bytes()).collect();
    let output = tracewell(["scan", "-"], &utf32);
    assert_eq!(output.code, 2, "{}", output.stderr);
    assert!(output.stderr.contains("cannot read standard input: it is UTF-32"), "{}", output.stderr);
}
