//! The real command on lines of this project and of others.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use support::{Folder, tracewell};

fn line(second: usize, level: &str, message: &str, more: &str) -> String {
    format!(
        "{{\"timestamp\":\"2026-11-22T03:15:{second:02}Z\",\"level\":\"{level}\",\"message\":\"{message}\",\"target\":\"t\"{more}}}\n"
    )
}

fn messages(output: &str) -> Vec<&str> {
    output.lines().map(|line| line.split_whitespace().nth(2).unwrap()).collect()
}

#[test]
fn a_line_is_shown_for_eyes() {
    let log = line(1, "INFO", "paid", ",\"order_id\":7,\"note\":\"two words\"") + "plain text\n";
    let output = tracewell(["view", "-"], log.as_bytes());
    assert_eq!(output.code, 0, "{}", output.stderr);
    assert_eq!(output.stdout, "2026-11-22T03:15:01Z  INFO paid note=\"two words\" order_id=7 (t)\nplain text\n");
    let coloured = tracewell(["view", "--color", "always", "-"], log.as_bytes());
    assert!(coloured.stdout.contains("\u{1b}[32m INFO\u{1b}[0m"), "{}", coloured.stdout);
}

#[test]
fn arrays_of_an_export_are_lines() {
    let (a, b, c) = (line(1, "INFO", "a", ""), line(2, "WARN", "b", ""), line(3, "ERROR", "c", ""));
    let (a, b, c) = (a.trim(), b.trim(), c.trim());
    for log in [format!("[{a},{b},{c}]"), format!("[\n  {a},\n  {b},\n  {c}\n]\n"), format!("[{a}\n,{b}\n,{c}]\n")] {
        let output = tracewell(["view", "-"], log.as_bytes());
        assert_eq!(messages(&output.stdout), ["a", "b", "c"], "{log}");
        assert_eq!(messages(&tracewell(["view", "--level", "warn", "-"], log.as_bytes()).stdout), ["b", "c"]);
    }
}

#[test]
fn lines_are_filtered() {
    let log = line(1, "DEBUG", "a", ",\"team_id\":\"acme\"")
        + &line(2, "WARN", "b", ",\"team_id\":\"acme\",\"n\":1")
        + &line(3, "ERROR", "c", ",\"team_id\":\"other\",\"n\":2")
        + "plain text\n";
    for (arguments, expected) in [
        (&["--team", "acme"][..], &["a", "b"][..]),
        (&["--level", "warn"], &["b", "c"]),
        (&["--level", "ERROR"], &["c"]),
        (&["--since", "2026-11-22T03:15:02Z"], &["b", "c"]),
        (&["--until", "2026-11-22T04:15:02+01:00"], &["a"]),
        (&["--field", "n=2"], &["c"]),
        (&["--team", "acme", "--field", "n=1"], &["b"]),
    ] {
        let output = tracewell([&["view"], arguments, &["-"]].concat(), log.as_bytes());
        assert_eq!(messages(&output.stdout), expected, "{arguments:?}");
    }
    assert_eq!(tracewell(["view", "--team", "nobody", "-"], log.as_bytes()).code, 1);
    assert_eq!(tracewell(["view", "--since", "yesterday", "-"], log.as_bytes()).code, 2);
}

#[test]
fn a_request_is_told_across_files_and_teams() {
    let folder = Folder::new();
    let id = ",\"correlation_id\":\"r-1\",\"team_id\":";
    let api = line(1, "INFO", "a", &format!("{id}\"acme\"")) + &line(5, "INFO", "d", &format!("{id}\"acme\""));
    let billing =
        line(2, "INFO", "b", ",\"correlation_id\":\"r-2\"") + &line(3, "INFO", "c", &format!("{id}\"other\""));
    let (api, billing) = (folder.file("api.jsonl", api.as_bytes()), folder.file("billing.jsonl", billing.as_bytes()));
    let output = tracewell(["view", "--request", "r-1", &billing, &api], b"");
    assert_eq!(messages(&output.stdout), ["a", "c", "d"]);
    assert!(output.stderr.contains("belong to 2 teams: acme, other"), "{}", output.stderr);
}

#[test]
fn what_runtimes_and_stores_wrap_is_taken_off() {
    let plain = line(1, "INFO", "paid", "");
    let inner = plain.trim_end();
    let (first, last) = inner.split_at(30);
    let cut = format!("2026-11-22T03:15:00.1Z stdout P {first}\n2026-11-22T03:15:00.1Z stdout F {last}\n");
    for log in [
        format!("[pod/api-1/api] {plain}"),
        format!("api-1  | {plain}"),
        format!("{{\"log\":{:?},\"stream\":\"stdout\"}}\n", plain),
        format!("{{\"jsonPayload\":{inner}}}\n"),
        cut,
    ] {
        let output = tracewell(["view", "-"], log.as_bytes());
        assert_eq!(output.stdout, "2026-11-22T03:15:01Z  INFO paid (t)\n", "{log}");
    }
}

#[test]
fn other_tools_get_their_words() {
    let log = line(1, "WARN", "m", ",\"trace_id\":\"t1\",\"status_code\":503,\"own\":true");
    for (schema, expected) in [
        (
            "ecs",
            &[
                "\"@timestamp\":\"2026-11-22T03:15:01Z\"",
                "\"log.level\":\"warn\"",
                "\"trace.id\":\"t1\"",
                "\"labels\":{\"own\":true}",
            ][..],
        ),
        ("otel", &["\"SeverityNumber\":13", "\"Body\":\"m\"", "\"TraceId\":\"t1\""]),
        ("gcp", &["\"severity\":\"WARNING\"", "\"logging.googleapis.com/trace\":\"t1\"", "\"status_code\":503"]),
    ] {
        let output = tracewell(["view", "--schema", schema, "-"], log.as_bytes());
        serde_json::from_str::<serde_json::Value>(&output.stdout).unwrap();
        for part in expected {
            assert!(output.stdout.contains(part), "{schema}: {}", output.stdout);
        }
    }
}

#[test]
fn hostile_lines_are_shown_harmless() {
    let log =
        line(1, "INFO", "\\u001b[2J\\nforged alice@example.com", ",\"password\":\"hunter2\",\"a\\nb\":\"\\u202e\"")
            + "text \u{1b}[2J password=hunter2\n";
    for arguments in [&["view", "-"][..], &["view", "--schema", "gcp", "-"]] {
        let output = tracewell(arguments, log.as_bytes());
        assert!(!output.stdout.contains(|c: char| c.is_control() && c != '\n' || c == '\u{202e}'), "{}", output.stdout);
        for secret in ["hunter2", "alice"] {
            assert!(!output.stdout.contains(secret), "{}", output.stdout);
        }
        assert!(output.stdout.lines().count() <= 2);
    }
    for garbage in
        [&b"\xff\xfe\x00{{{"[..], b"{\"a\":", b"[1,2", b"{\"level\":{},\"message\":[1],\"fields\":3,\"spans\":{}}"]
    {
        assert!(tracewell(["view", "-"], garbage).code < 2);
    }
}

#[test]
fn a_log_of_text_is_told_from_one_without_such_lines() {
    let text = "2026-11-22T03:15:00Z  WARN app: x\n2026-11-22T03:15:01Z  INFO app: y\n";
    for arguments in [&["--level", "warn"][..], &["--request", "r-1"], &["--schema", "ecs"]] {
        let output = tracewell([&["view"], arguments, &["-"]].concat(), text.as_bytes());
        assert_eq!((output.code, output.stdout.as_str()), (1, ""), "{arguments:?}");
        assert!(output.stderr.contains("nothing to show: none of 2 lines is JSON"), "{}", output.stderr);
    }
    let output = tracewell(["view", "--level", "error", "-"], line(1, "INFO", "a", "").as_bytes());
    assert!(output.stderr.contains("no line of 1 is one of those that were asked for"), "{}", output.stderr);
}

#[test]
fn the_severity_of_an_event_is_not_that_of_its_line() {
    let log = line(1, "WARN", "security_event", ",\"severity\":\"medium\"");
    let shown = |schema: &str| -> serde_json::Value {
        let output = tracewell(["view", "--schema", schema, "-"], log.as_bytes());
        assert_eq!(output.stdout.matches("everity\":\"medium").count(), 1, "{}", output.stdout);
        serde_json::from_str(&output.stdout).unwrap()
    };
    assert_eq!(shown("gcp")["severity"], "WARNING");
    assert_eq!(shown("ecs")["log.level"], "warn");
    assert_eq!(shown("otel")["SeverityText"], "WARN");
}
