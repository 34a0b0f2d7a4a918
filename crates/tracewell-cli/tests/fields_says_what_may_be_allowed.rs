//! The real command on real files and pipes.

mod support;

use std::fs;
use std::io::Write;

use support::{Folder, log_of, tracewell};

/// What a service in production has logged, with what else gets into the file of a container.
fn log() -> String {
    log_of(|| {
        for basket in 0..3 {
            tracing::info!(order_id = 7, basket, status_code = 200, user_token = "x", "paid");
        }
        tracing::info!(order_id = 8, note = "with, a comma", "paid");
        tracing::warn!("a,b" = 1, "it's $HOME" = 2, "hm");
    })
}

#[test]
fn a_table_and_a_line_to_paste() {
    let folder = Folder::new();
    let output = tracewell(["fields", &folder.file("app.jsonl", log().as_bytes())], b"");
    assert_eq!(output.code, 0);
    assert_eq!(output.stderr, "");
    let (table, below) = output.stdout.split_once("\n\n").unwrap().1.split_once("\n\n").unwrap();
    assert_eq!(
        table,
        "field         seen  filtered  redacted\n\
         order_id         4         4         0\n\
         basket           3         3         0\n\
         \"a,b\"            1         1         0\n\
         \"it's $HOME\"     1         1         0\n\
         note             1         1         0\n\
         level            5         0         0\n\
         message          5         0         0\n\
         status_code      3         0         0\n\
         target           5         0         0\n\
         timestamp        5         0         0\n\
         user_token       3         0         3"
    );
    assert_eq!(
        below,
        "# left out: \"a,b\" (the name cannot stand in a comma-separated list)\n\
         LOG_SAFE_FIELDS='order_id,basket,it'\\''s $HOME,note'\n"
    );
}

#[test]
fn a_sensitive_name_is_never_proposed() {
    let log = r#"{"user_token":"[FILTERED]","apiKey":"[FILTERED]","plain":"[FILTERED]","status_code":"[FILTERED]"}"#;
    let output = tracewell(["fields", "-"], log.as_bytes());
    assert_eq!(output.stdout.lines().last(), Some("LOG_SAFE_FIELDS=plain"));
    assert!(output.stdout.contains("# left out: user_token (sensitive, for its word `token`)\n"));
    assert!(output.stdout.contains("# left out: apiKey (sensitive"));
    assert!(output.stdout.contains("# left out: status_code (a field of this name is let through already)\n"));
}

#[test]
fn what_is_proposed_is_kept_by_the_policy_that_takes_it() {
    use tracewell_redact::{Decision, Mode, Policy};

    let output = tracewell(["fields", "--format=json", "-"], log().as_bytes());
    let report: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
    let allow: Vec<&str> = report["allow"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert_eq!(allow, ["order_id", "basket", "it's $HOME", "note"]);
    let list = allow.join(",");
    let policy = Policy::builder(Mode::Production)
        .environment(|name| (name == "LOG_SAFE_FIELDS").then(|| list.clone()))
        .build()
        .unwrap();
    for name in allow {
        assert_eq!(policy.decide(name), Decision::Keep, "{name}");
    }
}

#[test]
fn json_says_the_same() {
    let output = tracewell(["fields", "-", "--format", "json"], log().as_bytes());
    assert_eq!(output.code, 0);
    let report: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
    assert_eq!(report["lines"], serde_json::json!({"read": 5, "foreign": 0, "torn": 0, "too_long": 0}));
    assert_eq!(report["fields"][0], serde_json::json!({"field": "order_id", "seen": 4, "filtered": 4, "redacted": 0}));
    assert_eq!(
        report["fields"][2],
        serde_json::json!({"field": "a,b", "seen": 1, "filtered": 1, "redacted": 0,
            "left_out": "the name cannot stand in a comma-separated list"})
    );
    assert_eq!(report["others"], serde_json::json!({"seen": 0, "filtered": 0, "redacted": 0}));
}

#[test]
fn other_lines_are_counted_and_passed_over() {
    let mut log =
        b"Listening on port 80\r\n{\"order_id\":\"[FILTERED]\"}\r\n\n[1]\n{\"note\":\"\xff\xfe\"}\n{\"order_".to_vec();
    let output = tracewell(["fields", "-"], &log);
    assert_eq!(output.code, 0);
    assert!(output.stdout.starts_with("2 lines with fields, 2 no JSON object, 1 torn\n"), "{}", output.stdout);
    assert!(output.stdout.ends_with("\nLOG_SAFE_FIELDS=order_id\n"));

    log.extend(b"\n{\"x\":\"");
    log.extend(vec![b'x'; 17 << 20]);
    log.extend(b"\"}\n{\"y\":\"[FILTERED]\"}\n");
    let output = tracewell(["fields", "-"], &log);
    assert!(output.stdout.starts_with("3 lines with fields, 3 no JSON object, 1 too long\n"), "{}", output.stdout);
    assert!(output.stdout.ends_with("\nLOG_SAFE_FIELDS=order_id,y\n"));
}

#[test]
fn prefixes_of_containers_are_taken_off() {
    let log = "\x1b[36mapi-1  | \x1b[0m{\"order_id\":\"[FILTERED]\"}\n\
               api-1  | {\"order_id\":\"[FILTERED]\"}\n\
               [pod/api-5d8f/api] {\"order_id\":\"[FILTERED]\"}\n";
    let output = tracewell(["fields", "-"], log.as_bytes());
    assert!(output.stdout.starts_with("3 lines with fields\n"), "{}", output.stdout);
}

#[test]
fn lines_of_the_usual_json_format_are_read_too() {
    let (sink, lines) = support::sink();
    let layer = tracing_subscriber::fmt().json().with_writer(sink).finish();
    tracing::subscriber::with_default(layer, || {
        let span = tracing::info_span!("job", tenant = "[FILTERED]");
        let _inside = span.enter();
        tracing::info!(order_id = "[FILTERED]", "paid");
    });
    let output = tracewell(["fields", "-"], lines().as_bytes());
    assert!(output.stdout.ends_with("LOG_SAFE_FIELDS=order_id,tenant\n"), "{}", output.stdout);
}

#[test]
fn nothing_in_a_log_reaches_the_terminal_as_it_is() {
    let log = "{\"a\\u001b[2J\\n\u{202e}LOG_SAFE_FIELDS=x\":\"[FILTERED]\",\"b\u{9b}31m\":\"[FILTERED]\"}\n";
    for format in ["text", "json"] {
        let output = tracewell(["fields", "--format", format, "-"], log.as_bytes());
        assert_eq!(output.code, 0);
        assert!(
            !output.stdout.replace('\n', "").chars().any(|c| c.is_control() || c == '\u{202e}'),
            "{}",
            output.stdout
        );
        assert!(!output.stdout.lines().any(|line| line.starts_with("LOG_SAFE_FIELDS")), "{}", output.stdout);
    }
    let output = tracewell(["fields", "no\u{1b}[2J\nsuch"], b"");
    assert_eq!(output.code, 2);
    assert!(output.stderr.starts_with("tracewell: cannot read no\\u{1b}[2J\\nsuch: "), "{}", output.stderr);
    let output = tracewell(["fields", "--no\u{1b}[2J"], b"");
    assert_eq!(output.code, 2);
    assert!(!output.stderr.contains('\u{1b}'), "{}", output.stderr);
}

#[test]
fn a_secret_that_became_a_name_is_not_printed() {
    let token = format!("ghp_{}", "aB3dE6gH9".repeat(4));
    let long = format!("{}{token}", "x-".repeat(24));
    let log = format!(
        r#"{{"alice@example.com":"[FILTERED]","{token}":"[FILTERED]","{long}":"[FILTERED]","a":"[FILTERED]"}}"#
    );
    for format in ["text", "json"] {
        let output = tracewell(["fields", "--format", format, "-"], log.as_bytes());
        assert_eq!(output.code, 0);
        assert!(!output.stdout.contains("alice") && !output.stdout.contains("ghp_"), "{}", output.stdout);
        assert!(output.stdout.contains("[REDACTED:email]"), "{}", output.stdout);
    }
    let output = tracewell(["fields", "-"], log.as_bytes());
    assert!(output.stdout.ends_with("\nLOG_SAFE_FIELDS=a\n"), "{}", output.stdout);
}

#[test]
fn many_names_take_bounded_memory_and_are_counted() {
    let mut log = String::new();
    for line in 0..200 {
        let members: Vec<String> = (0..200).map(|name| format!(r#""n{line}_{name}":"[FILTERED]""#)).collect();
        log.push_str(&format!("{{{}}}\n", members.join(",")));
    }
    let output = tracewell(["fields", "--format=json", "-"], log.as_bytes());
    let report: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
    let told_apart = report["fields"].as_array().unwrap().len() as u64;
    assert!(told_apart < 40_000);
    assert_eq!(report["others"]["filtered"], 40_000 - told_apart);
}

#[test]
fn several_logs_are_read_and_one_that_cannot_be_fails_the_command_but_not_the_list() {
    let folder = Folder::new();
    let first = folder.file("a.jsonl", br#"{"a":"[FILTERED]"}"#);
    let second = folder.file("b.jsonl", br#"{"b":"[FILTERED]"}"#);
    let output = tracewell(["fields", &first, "-", &second], br#"{"c":"[FILTERED]"}"#);
    assert_eq!(output.code, 0);
    assert!(output.stdout.ends_with("\nLOG_SAFE_FIELDS=a,b,c\n"), "{}", output.stdout);

    for missing in [folder.path("missing"), folder.path("")] {
        let output = tracewell(["fields", &first, &missing, &second], b"");
        assert_eq!(output.code, 2);
        assert!(output.stderr.starts_with(&format!("tracewell: cannot read {missing}: ")), "{}", output.stderr);
        assert!(output.stdout.ends_with("\nLOG_SAFE_FIELDS=a,b\n"), "{}", output.stdout);
    }
}

#[test]
fn nothing_to_list_has_a_code_and_a_reason() {
    let output = tracewell(["fields", "-"], b"");
    assert_eq!((output.code, &*output.stdout), (1, ""));
    assert_eq!(output.stderr, "tracewell: nothing to list: there are no lines\n");
    let output = tracewell(["fields", "-"], b"text\n{\"torn\":");
    assert_eq!((output.code, &*output.stdout), (1, ""));
    assert_eq!(output.stderr, "tracewell: nothing to list: none of 2 lines is a whole JSON object\n");
}

#[test]
fn nothing_to_allow_is_said_in_a_comment() {
    let output = tracewell(["fields", "-"], br#"{"level":"INFO"}"#);
    assert_eq!(output.code, 0);
    assert_eq!(output.stdout.lines().last(), Some("# nothing to allow"));
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let many: String = (0..16_000).map(|name| format!("{{\"name_{name}\":1}}\n")).collect();
    let mut command = support::command(["fields", "-"]);
    let mut child = command.spawn().unwrap();
    // Closed before anything can have been written: the list comes after the last line.
    drop(child.stdout.take());
    let mut input = child.stdin.take().unwrap();
    input.write_all(many.as_bytes()).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[cfg(target_os = "linux")]
#[test]
fn an_output_that_is_full_is_told() {
    let mut command = support::command(["fields", "-"]);
    command.stdout(fs::OpenOptions::new().write(true).open("/dev/full").unwrap());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"{}\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stderr.starts_with(b"tracewell: cannot write the output: "));
}

#[test]
fn help_helps_and_usage_errors_have_their_code() {
    let help = tracewell(["fields", "--help"], b"");
    assert_eq!((help.code, &*help.stderr), (0, ""));
    for part in ["Examples:", "docker compose logs api | tracewell fields -", "Exit codes:", "--format <FORMAT>"] {
        assert!(help.stdout.contains(part), "{part}: {}", help.stdout);
    }
    let help = tracewell(["--help"], b"");
    assert!(help.code == 0 && help.stdout.contains("fields"), "{}", help.stdout);
    let version = tracewell(["--version"], b"");
    assert_eq!(version.stdout, format!("tracewell {}\n", env!("CARGO_PKG_VERSION")));
    for wrong in [&["fields"][..], &[], &["nonsense"], &["fields", "--format=xml", "-"], &["fields", "--nonsense", "-"]]
    {
        let output = tracewell(wrong.iter().copied(), b"");
        assert_eq!((output.code, &*output.stdout), (2, ""), "{wrong:?}");
        assert!(output.stderr.contains("Usage:") || output.stderr.contains("--help"), "{}", output.stderr);
    }
}

#[test]
fn personal_names_are_pasted_with_a_warning() {
    let log = r#"{"customer_email":"[FILTERED]","clientIp":"[FILTERED]","phone":"[FILTERED]","user_name":"[FILTERED]","order_id":"[FILTERED]","queue_name":"[FILTERED]"}"#;
    let output = tracewell(["fields", "-"], log.as_bytes());
    let lines: Vec<&str> = output.stdout.lines().collect();
    let (last, above) = lines.split_last().unwrap();
    assert!(
        last.starts_with("LOG_SAFE_FIELDS=") && last.contains("customer_email") && last.contains("order_id"),
        "{last}"
    );
    let warned: Vec<&str> = above.iter().copied().filter(|line| line.starts_with("# personal")).collect();
    for (name, class) in [("customer_email", "email"), ("clientIp", "ip"), ("phone", "phone"), ("user_name", "name")] {
        let of_it = |line: &&&str| line.contains(&format!(": {name} (class {class};"));
        assert_eq!(warned.iter().filter(of_it).count(), 1, "{name}: {warned:?}");
    }
    assert_eq!(warned.len(), 4, "{warned:?}");
    let json = tracewell(["fields", "--format", "json", "-"], log.as_bytes());
    let report: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(report["personal"].as_array().unwrap().len(), 4, "{report}");
}
