//! A secret in an argument or in the name of a file is on no stream of the command, and neither is what steers a terminal.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::fs;

use support::{Folder, Output, tracewell};

/// Secrets that a name of a file can hold, made at run time, and what of each must not be seen.
fn secrets() -> Vec<(String, String)> {
    let tail: String = ('a'..='z').chain('0'..='9').collect();
    let token = ["gh", "p_", &tail].concat();
    vec![
        ("alice@example.com".to_owned(), "alice".to_owned()),
        (format!("{token}.jsonl"), token),
        ("password=hunter2".to_owned(), "hunter2".to_owned()),
        ("https:__bob:hunter2@host.log".replace("__", "\u{1b}[2J"), "\u{1b}".to_owned()),
        ("a\nb\u{202e}c\u{9b}d.log".to_owned(), "\n\u{202e}".to_owned()),
    ]
}

#[track_caller]
fn assert_silent(output: &Output, secret: &str, how: &str) {
    for stream in [&output.stdout, &output.stderr] {
        assert!(!stream.contains(secret), "{how}: {stream}");
        for hostile in ['\u{1b}', '\u{9b}', '\u{202e}'] {
            assert!(!stream.contains(hostile), "{how}: {stream:?}");
        }
        assert!(!stream.lines().any(|line| line.starts_with("b\\u{202e}")), "{how}: {stream:?}");
    }
}

#[test]
fn of_names_of_files_that_are_missing() {
    let folder = Folder::new();
    for (name, secret) in secrets() {
        let path = folder.path(&name);
        let commands: [&[&str]; 9] = [
            &["scan", &path],
            &["view", &path],
            &["view", "--request", "x", &path],
            &["fields", &path],
            &["check", &path],
            &["check", "--flow", &path, "-"],
            &["hmac", "--class", "email", "--key-file", &path],
            &["audit", "verify", &path],
            &["audit", "replay", &path],
        ];
        for arguments in commands {
            let output = tracewell(arguments, b"");
            assert_eq!(output.code, 2, "{arguments:?}: {}", output.stderr);
            assert!(!output.stderr.is_empty());
            assert_silent(&output, &secret, &format!("{arguments:?}"));
        }
    }
}

#[test]
fn of_names_of_files_that_are_there() {
    let folder = Folder::new();
    let stage = |time: &str, outcome: &str| {
        format!(
            "{{\"timestamp\":\"2026-11-22T03:15:0{time}Z\",\"level\":\"INFO\",\"message\":\"x\",\"target\":\"t\",\
             \"stage\":\"identity.jwks\"{outcome},\"correlation_id\":\"c1\"}}\n"
        )
    };
    let log = stage("0", "") + "{\"password\":\"hunter3\"}\n";
    for (name, secret) in secrets() {
        let path = folder.file(&name, log.as_bytes());
        let flow = folder.file(&format!("flow-{name}"), b"no toml at all\n");
        for arguments in [
            vec!["scan", &path],
            vec!["view", &path],
            vec!["fields", &path],
            vec!["check", "--verbose", &path],
            vec!["check", "--format", "json", &path],
            vec!["check", "--format", "junit", &path],
            vec!["check", "--format", "html", &path],
            vec!["check", "--flow", &flow, &path],
            vec!["hmac", "--class", "email", "--key-file", &path],
            vec!["audit", "verify", &path],
            vec!["audit", "show", &path],
            vec!["audit", "verify", "--witness", &path, &path],
        ] {
            assert_silent(&tracewell(&arguments, b"value\n"), &secret, &format!("{arguments:?}"));
        }
        let directory = folder.path(&format!("logs-{name}"));
        fs::create_dir(&directory).unwrap();
        let probed = tracewell(["probe", "--log-dir", &directory], b"");
        assert_eq!(probed.code, 0, "{}", probed.stdout);
        assert_silent(&probed, &secret, "probe");
    }
}

#[test]
fn of_arguments_that_make_no_sense() {
    let canary = "correct-horse-51b7";
    for arguments in [
        vec!["view", "--since", canary, "-"],
        vec!["view", "--until", canary, "-"],
        vec!["view", "--field", canary, "-"],
        vec!["view", "--level", canary, "-"],
        vec!["view", "--schema", canary, "-"],
        vec!["fields", "--format", canary, "-"],
        vec!["check", "--format", canary, "-"],
        vec!["hmac", "--class", "email", canary],
        vec!["hmac", canary],
        vec!["audit", "replay", "--until", canary, "file"],
        vec!["audit", "erase", "--user", "u", "--wait", canary, "file"],
        vec!["probe", canary],
    ] {
        let output = tracewell(&arguments, b"");
        assert_eq!(output.code, 2, "{arguments:?}");
        assert!(output.stderr.starts_with("error: "), "{arguments:?}: {}", output.stderr);
        assert_silent(&output, canary, &format!("{arguments:?}"));
    }
    for (typed, secret) in secrets() {
        for arguments in [
            vec!["view", "--since", &typed, "-"],
            vec!["view", "--field", &typed.replace('=', ":"), "-"],
            vec![&typed],
            vec!["audit", &typed],
            vec!["hmac", "--class", &typed],
        ] {
            assert_silent(&tracewell(&arguments, b""), &secret, &format!("{arguments:?}"));
        }
        let option = format!("--{typed}");
        assert_silent(&tracewell(["scan", &option, "-"], b""), &secret, &option);
    }
}

#[test]
fn what_is_no_secret_is_told() {
    let folder = Folder::new();
    let path = folder.path("no-such.jsonl");
    let output = tracewell(["scan", &path], b"");
    assert!(output.stderr.contains(&format!("cannot read {path}: ")), "{}", output.stderr);
    let output = tracewell(["view", "--since", "yesterday", "-"], b"");
    assert!(output.stderr.contains("'--since <TIME>'") && output.stderr.contains("RFC 3339"), "{}", output.stderr);
    let output = tracewell(["fields", "--format", "xml", "-"], b"");
    assert!(output.stderr.contains("[possible values: text, json]"), "{}", output.stderr);
    assert!(tracewell(["scna", "-"], b"").stderr.contains("'scna'"));
    assert!(tracewell(["scan", "--fast", "-"], b"").stderr.contains("'--fast'"));
    // Help is as it was written.
    for command in ["audit", "check", "fields", "hmac", "probe", "scan", "view"] {
        let help = tracewell([command, "--help"], b"");
        assert_eq!(help.code, 0);
        assert!(!help.stdout.contains("[REDACTED"), "{}", help.stdout);
    }
}
