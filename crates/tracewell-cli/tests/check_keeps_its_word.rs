//! Exit codes, files, formats and hostile input of the real command.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use support::{Folder, command, tracewell};

fn line(second: usize, id: &str, stage: &str, outcome: &str) -> String {
    format!(
        "{{\"timestamp\":\"2026-11-22T03:15:{second:02}Z\",\"level\":\"INFO\",\"message\":\"m\",\"correlation_id\":\"{id}\",\"stage\":\"{stage}\",\"outcome\":\"{outcome}\"}}\n"
    )
}

fn gzip(text: &str) -> Vec<u8> {
    gzip_of(text.as_bytes())
}

fn gzip_of(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_violation_is_told_with_its_place_and_what_went_wrong() {
    let warn = |second: usize, id: &str, text: &str| {
        format!(
            "{{\"timestamp\":\"2026-11-22T03:15:{second:02}Z\",\"level\":\"WARN\",\"message\":\"{text}\",\"correlation_id\":\"{id}\"}}\n"
        )
    };
    let mut log = warn(0, "r-1", "first") + &line(1, "r-1", "identity.jwks", "start") + &warn(2, "r-2", "other");
    for at in 0..9 {
        log += &warn(3, "r-1", &format!("more {at}"));
    }
    let folder = Folder::new();
    let output = tracewell(["check", &folder.file("app.jsonl", log.as_bytes())], b"");
    assert_eq!(output.code, 1);
    let (_, told) = output.stdout.split_once("Result: FAIL").unwrap();
    let lines: Vec<&str> = told.lines().skip(1).collect();
    assert!(lines[0].starts_with(
        "  - At 2026-11-22T03:15:01Z: identity.jwks started but no identity.jwks outcome (from_cache/resolved) found [r-1] "
    ));
    assert!(lines[0].ends_with("app.jsonl:2"), "{}", lines[0]);
    assert!(lines[1].contains("WARN") && lines[1].contains("first") && lines[1].ends_with("app.jsonl:1)"));
    assert_eq!(lines.len(), 1 + 5);
    assert!(!told.contains("other"));
}

#[test]
fn verbose_shows_cycles() {
    let log = line(1, "a", "identity.jwks", "start")
        + &line(2, "b", "own", "start")
        + &line(3, "a", "identity.jwks", "from_cache")
        + &line(4, "b", "own", "ok");
    let output = tracewell(["check", "--verbose", "-"], log.as_bytes());
    assert_eq!(output.code, 0);
    let expected = "Total stage events found: 4\n\
        \n--- Cycle 1 (2 events) ---\n\
        \x20 2026-11-22T03:15:01Z identity.jwks outcome=start [a]\n\
        \x20 2026-11-22T03:15:03Z identity.jwks outcome=from_cache [a]\n\
        \n--- Cycle 2 (2 events) ---\n\
        \x20 2026-11-22T03:15:02Z own outcome=start [b]\n";
    assert!(output.stdout.starts_with(expected), "{}", output.stdout);
    assert!(output.stdout.contains("\nResult: OK"));
}

#[test]
fn events_are_grouped_as_asked() {
    let log = line(1, "a", "own", "start").replace("correlation_id", "job")
        + &line(2, "b", "own", "start").replace("correlation_id", "job")
        + &line(3, "b", "own", "ok").replace("correlation_id", "job");
    let cycles = |by: &str| {
        let output = tracewell(["check", "--format=json", "--group-by", by, "-"], log.as_bytes());
        let report: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
        report["violations"].as_array().unwrap().iter().map(|v| v["correlation_id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(cycles("job"), [serde_json::Value::from("a")]);
    assert_eq!(cycles("auto"), [serde_json::Value::Null]);
    assert_eq!(cycles("none"), [serde_json::Value::Null]);
    let request = log.replace("\"job\"", "\"request_id\"");
    let output = tracewell(["check", "-"], request.as_bytes());
    assert!(output.stdout.contains("[a]"), "{}", output.stdout);
}

#[test]
fn rotated_and_compressed_files_are_read_in_order() {
    let folder = Folder::new();
    let newest = folder.file("app.jsonl", line(30, "r", "identity.jwks", "resolved").as_bytes());
    let middle = folder.file("app.jsonl.1", line(20, "r", "own", "ok").as_bytes());
    let oldest = line(10, "r", "identity.jwks", "start") + &line(11, "r", "own", "start");
    let oldest = folder.file("app.jsonl.2.gz", &gzip(&oldest));
    let output = tracewell(["check", &newest, &middle, &oldest], b"");
    assert_eq!(output.code, 0, "{}{}", output.stdout, output.stderr);
    assert!(output.stdout.starts_with("Total stage events found: 4\n"));
    let output = tracewell(["check", &newest], b"");
    assert_eq!(output.code, 0, "a log may begin anywhere: {}", output.stdout);
}

#[test]
fn what_cannot_be_read_is_told_and_never_ok() {
    let folder = Folder::new();
    let good = folder.file("app.jsonl", line(1, "r", "own", "ok").as_bytes());
    let missing = folder.path("missing");
    let torn = folder.file("torn.gz", &gzip(&line(1, "r", "own", "ok").repeat(1000))[..60]);
    for (logs, told) in [
        (vec![missing.clone()], "missing"),
        (vec![good.clone(), missing], "missing"),
        (vec![folder.path("")], "directory"),
        (vec![good, torn], "torn.gz"),
    ] {
        let output = tracewell([vec!["check".to_owned()], logs].concat(), b"");
        assert_eq!(output.code, 2, "{}", output.stdout);
        assert!(output.stderr.contains(told), "{}", output.stderr);
        assert!(!output.stdout.contains("Result: OK"), "{}", output.stdout);
    }
    for arguments in [vec!["check"], vec!["check", "--format", "yaml", "-"], vec!["check", "--nonsense", "-"]] {
        assert_eq!(tracewell(arguments, b"").code, 2);
    }
}

#[test]
fn a_flow_of_ones_own_is_held_and_a_bad_one_is_told() {
    let folder = Folder::new();
    let flow = "version = 1\nname = \"shop\"\n\n[[stage]]\nname = \"own\"\noutcomes = [\"done\"]\n";
    let log = line(1, "r", "own", "start") + &line(2, "r", "own", "ok");
    let output = tracewell(["check", "--flow", &folder.file("good.toml", flow.as_bytes()), "-"], log.as_bytes());
    assert_eq!(output.code, 1, "{}", output.stdout);
    assert!(output.stdout.contains("own started but no own outcome=done found"), "{}", output.stdout);
    for (text, told) in [
        (flow.replace("outcomes", "outcome").into_bytes(), "bad.toml:6: unknown field `outcome`"),
        (b"version = 1\nname = \"\xff\"".to_vec(), "bad.toml:2: no UTF-8"),
    ] {
        let output = tracewell(["check", "--flow", &folder.file("bad.toml", &text), "-"], log.as_bytes());
        assert_eq!((output.code, output.stdout.as_str()), (2, ""));
        assert!(output.stderr.contains(told), "{}", output.stderr);
    }
    assert_eq!(tracewell(["check", "--flow", &folder.path("none.toml"), "-"], log.as_bytes()).code, 2);
}

#[test]
fn why_there_is_nothing_is_said() {
    for (log, why) in [
        ("", "empty"),
        ("hello\nworld\n", "unknown format"),
        ("{\"level\":\"ERROR\",\"message\":\"x\"}\n", "other level"),
        ("{\"level\":\"INFO\",\"message\":\"x\"}\n", "no stage event"),
        ("2026-11-22T03:15:00Z  WARN app: x\n", "other level"),
    ] {
        let output = tracewell(["check", "-"], log.as_bytes());
        assert_eq!(output.code, 3);
        assert!(output.stdout.contains(why), "{log}: {}", output.stdout);
    }
}

#[test]
fn hostile_input_is_survived_and_shown_harmless() {
    let tail: String = ('a'..='z').chain('0'..='9').collect();
    let secret = ["gh", "p_", &tail].concat();
    let hostile = format!("<script>alert(1)</script>\\u001b[2J\\u202e' \\\" & {secret}");
    let stage = line(1, &hostile, &format!("own {hostile}"), "start");
    let warn = format!("{{\"level\":\"ERROR\",\"message\":\"{hostile}\",\"correlation_id\":\"{hostile}\"}}\n");
    let log = [stage.as_bytes(), warn.as_bytes(), b"\xff\xfe\x00\x01garbage stage\n{\"stage\":\n", &[0; 4096]].concat();
    for format in ["text", "json", "junit", "html"] {
        let output = tracewell(["check", "-v", "--format", format, "-"], &log);
        assert_eq!(output.code, 1, "{format}: {}", output.stdout);
        assert!(!output.stdout.contains(&secret), "{format}");
        assert!(!output.stdout.contains(|c: char| c.is_control() && c != '\n' || c == '\u{202e}'), "{format}");
        if matches!(format, "html" | "junit") {
            assert!(!output.stdout.contains("<script"), "{format}");
        }
    }
}

#[test]
fn a_line_without_end_costs_bounded_memory_and_is_told() {
    let mut log = line(1, "r", "own", "start").into_bytes();
    log.resize(log.len() + (100 << 20), b'x');
    log.extend(b"\n");
    log.extend(line(2, "r", "own", "ok").as_bytes());
    let output = tracewell(["check", "-"], &log);
    assert_eq!(output.code, 0, "{}", output.stdout);
    assert!(output.stdout.contains("Total stage events found: 2"));
    assert!(output.stdout.contains("16 MiB"), "{}", output.stdout);
}

#[test]
fn a_torn_end_is_told() {
    let log = line(1, "r", "own", "start") + &line(2, "r", "own", "ok") + "{\"stage\":\"own\",\"outc";
    let output = tracewell(["check", "-"], log.as_bytes());
    assert_eq!(output.code, 0);
    assert!(output.stdout.contains("Note: the log is truncated"), "{}", output.stdout);
}

#[test]
fn machines_get_what_they_read() {
    let log = line(1, "r-1", "own", "start") + &line(2, "r-2", "own", "start") + &line(3, "r-2", "own", "ok");
    let output = tracewell(["check", "--format", "json", "-"], log.as_bytes());
    let report: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
    assert_eq!((report["stage_events"].as_u64(), report["result"].as_str()), (Some(3), Some("fail")));
    assert_eq!((report["cycles"].as_array().unwrap().len(), report["violations"].as_array().unwrap().len()), (2, 1));
    assert_eq!(report["stages"][0]["outcomes"]["ok"], 1);

    let output = tracewell(["check", "--format", "junit", "-"], log.as_bytes());
    assert_eq!(output.stdout.matches("<failure ").count(), 1);
    assert!(output.stdout.contains("tests=\"2\" failures=\"1\" errors=\"0\""), "{}", output.stdout);

    let output = tracewell(["check", "--format", "html", "-"], log.as_bytes());
    assert!(output.stdout.contains("default-src 'none'"));
    assert_eq!(output.stdout.matches("<div class=\"cycle").count(), 2);
    assert!(output.stdout.contains("<div class=\"cycle o-open fails\">"));
    for forbidden in ["<script", "style=\"", "href=", "src=", "onload"] {
        assert!(!output.stdout.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn the_policy_of_the_page_names_its_style() {
    use base64::Engine;
    use sha2::{Digest, Sha256};

    let page = tracewell(["check", "--format", "html", "-"], line(1, "r", "own", "ok").as_bytes()).stdout;
    let style = page.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(style));
    assert!(page.contains(&format!("style-src 'sha256-{hash}'")), "{hash}");
}

#[test]
fn a_log_that_grows_is_followed_to_its_end() {
    let folder = Folder::new();
    let path = folder.file("app.jsonl", line(1, "r", "own", "start").as_bytes());
    let mut child = command(["check", "--follow", "-v", &path]).spawn().unwrap();
    let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    file.write_all(line(2, "r", "own", "ok").as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    fs::remove_file(&path).unwrap();
    let began = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "it does not end");
        std::thread::sleep(Duration::from_millis(50));
    };
    let mut stdout = String::new();
    child.stdout.take().unwrap().read_to_string(&mut stdout).unwrap();
    assert_eq!(status.code(), Some(0), "{stdout}");
    assert!(stdout.contains("Total stage events found: 2"), "{stdout}");
}

#[cfg(target_os = "linux")]
#[test]
fn ctrl_c_ends_following_with_what_was_found() {
    use rustix::process::{Pid, Signal, kill_process};

    let folder = Folder::new();
    let path = folder.file("app.jsonl", (line(1, "r-1", "own", "start") + &line(2, "r-2", "own", "ok")).as_bytes());
    for (format, shown) in [("text", "Result: FAIL, 1 violation:\n"), ("json", "\"stage_events\":2")] {
        let mut child = command(["check", "--follow", "--format", format, &path]).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(400));
        assert!(child.try_wait().unwrap().is_none(), "it goes on while the file is there");
        let pid = Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
        kill_process(pid, Signal::INT).unwrap();
        let mut stdout = String::new();
        child.stdout.take().unwrap().read_to_string(&mut stdout).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(1), "{stdout}");
        assert!(stdout.replace("\": ", "\":").contains(shown), "{stdout}");
    }
}

#[test]
fn a_violation_in_a_stream_is_told_before_it_ends() {
    let mut child = command(["check", "--follow", "-"]).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let later = line(1, "r-2", "own", "ok").replace("T03:15", "T03:20");
    stdin.write_all((line(1, "r-1", "own", "start") + &later).as_bytes()).unwrap();
    let mut told = String::new();
    stdout.read_line(&mut told).unwrap();
    assert!(told.contains("own started but no own outcome found [r-1] -:1"), "{told}");
    drop(stdin);
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).unwrap();
    assert!(rest.contains("Total stage events found: 2") && rest.contains("Result: FAIL, 1 violation\n"), "{rest}");
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

#[test]
fn the_level_of_a_line_is_not_that_of_its_event() {
    let denied = "{\"timestamp\":\"2026-11-22T03:15:02Z\",\"level\":\"WARN\",\"message\":\"security_event\",\
        \"severity\":\"medium\",\"correlation_id\":\"r-1\"}\n";
    let output = tracewell(["check", "-"], (line(1, "r-1", "own", "start") + denied).as_bytes());
    assert!(output.stdout.contains("      WARN 2026-11-22T03:15:02Z security_event"), "{}", output.stdout);
    let output = tracewell(["check", "-"], denied.as_bytes());
    assert!(output.stdout.contains("other level"), "{}", output.stdout);
    // Where nothing else says the level, it does.
    let other = denied.replace("\"level\":\"WARN\",", "").replace("medium", "ERROR");
    assert!(tracewell(["check", "-"], other.as_bytes()).stdout.contains("other level"));
}

#[test]
fn what_could_not_be_grouped_is_said() {
    let log = line(1, "a", "own", "start") + &line(2, "a", "own", "ok");
    let output = tracewell(["check", "--group-by", "nosuch", "-"], log.as_bytes());
    assert_eq!(output.code, 0, "{}", output.stdout);
    assert!(output.stdout.contains("Note: no stage event has the field `nosuch`"), "{}", output.stdout);
    let late =
        line(1, "a", "own", "start") + &line(2, "a", "own", "ok").replace("\"stage\"", "\"team_id\":\"t\",\"stage\"");
    let output = tracewell(["check", "--group-by", "team_id", "-"], late.as_bytes());
    assert!(
        output.stdout.contains("Note: 1 of 2 stage events have no `team_id`, which may be bound"),
        "{}",
        output.stdout
    );
    for by in ["auto", "none", "correlation_id"] {
        assert!(!tracewell(["check", "--group-by", by, "-"], log.as_bytes()).stdout.contains("Note:"), "{by}");
    }
}

#[test]
fn one_of_a_thing_is_one() {
    let output = tracewell(["check", "-"], line(1, "r", "own", "ok").as_bytes());
    assert!(output.stdout.contains("OK, the 1 stage event in 1 cycle keeps to the flow builtin"), "{}", output.stdout);
    assert_eq!(tracewell(["scan", "-"], b"alice@example.com\n").stderr, "tracewell: 1 secret in 1 line\n");
}

#[test]
fn rules_that_could_not_be_judged_are_named() {
    let folder = Folder::new();
    let stages = "[[stage]]\nname = \"a\"\nrequired = true\n[[stage]]\nname = \"b\"\nafter = [\"a\"]\n";
    let flow = folder.file("flow.toml", format!("version = 1\nname = \"x\"\n{stages}").as_bytes());
    let log = line(1, "r-1", "b", "start") + &line(2, "r-1", "b", "ok");
    let output = tracewell(["check", "--flow", &flow, "-"], log.as_bytes());
    assert_eq!(output.code, 0, "{}", output.stdout);
    for rule in ["after", "required"] {
        let note = format!("Note: `{rule}` was not judged in 1 cycle: the beginning is not in the log\n");
        assert!(output.stdout.contains(&note), "{}", output.stdout);
    }
    let from_one = log.replacen('}', ",\"seq\":1}", 1).replacen("\"ok\"}", "\"ok\",\"seq\":2}", 1);
    let output = tracewell(["check", "--flow", &flow, "-"], from_one.as_bytes());
    assert_eq!(output.code, 1, "{}", output.stdout);
    assert!(output.stdout.contains("b started before a had ended well"), "{}", output.stdout);
    assert!(!output.stdout.contains("Note:"), "{}", output.stdout);
}

#[test]
fn the_last_list_of_a_stream_is_what_was_not_told_yet() {
    let late = |id: &str| line(1, id, "own", "start").replace("T03:15", "T03:40");
    let log =
        line(9, "r-1", "own", "start") + &late("r-2") + &line(8, "r-3", "own", "start").replace("T03:15", "T03:40");
    let output = tracewell(["check", "--follow", "-"], log.as_bytes());
    assert_eq!(output.code, 1, "{}", output.stdout);
    let (before, after) = output.stdout.split_once("Result: FAIL, 3 violations").unwrap();
    let ids = |text: &str| text.matches("own started but").count();
    assert_eq!((ids(before), ids(after)), (1, 2), "{}", output.stdout);
    assert!(after.starts_with(" (1 told above, 2 here):\n"), "{}", output.stdout);
    for id in ["[r-1]", "[r-2]", "[r-3]"] {
        assert_eq!(output.stdout.matches(id).count(), 1, "{id}: {}", output.stdout);
    }
}

#[test]
fn json_that_cannot_be_read_is_told() {
    let good = line(1, "r", "own", "start") + &line(2, "r", "own", "ok");
    let broken = line(3, "r", "identity.jwks", "start").replace("\"start\"}", "\"start\"");
    let log = good.clone() + "{ of somebody else\n" + &broken + "fine\n" + &good.repeat(600) + &broken + &good;
    let folder = Folder::new();
    let path = folder.file("app.jsonl", log.as_bytes());
    let output = tracewell(["check", &path], b"");
    let note =
        format!("Note: 2 lines begin as JSON, name a stage and cannot be read, so they are not checked: {path}:4\n");
    assert!(output.stdout.ends_with(&note), "{}", output.stdout);
    let alone = tracewell(["check", "-"], broken.as_bytes());
    assert_eq!(alone.code, 3);
    assert!(alone.stdout.contains("Note: 1 line begins as JSON"), "{}", alone.stdout);
    for format in ["json", "junit", "html"] {
        let output = tracewell(["check", "--format", format, &path], b"");
        assert!(output.stdout.contains("lines begin as JSON, name a stage"), "{format}: {}", output.stdout);
    }
}

#[test]
fn a_log_in_two_bytes_a_character_is_read() {
    let log = line(1, "r", "own", "start") + &line(2, "r", "own", "ok");
    let bytes: Vec<u8> = "\u{feff}".encode_utf16().chain(log.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for bytes in [bytes.clone(), gzip_of(&bytes)] {
        let output = tracewell(["check", "-"], &bytes);
        assert!(output.stdout.contains("OK, all 2 stage events in 1 cycle keep"), "{}", output.stdout);
    }
}

#[test]
fn a_log_of_one_line_that_is_too_long_is_not_called_empty() {
    let log = "x".repeat(17 << 20);
    let output = tracewell(["check", "-"], log.as_bytes());
    assert_eq!(output.code, 3);
    assert!(output.stdout.contains("unknown format"), "{}", output.stdout);
    assert!(output.stdout.contains("Note: 1 line is longer than 16 MiB and was not read"), "{}", output.stdout);
    let output = tracewell(["view", "-"], log.as_bytes());
    assert!(!output.stderr.contains("there are no lines"), "{}", output.stderr);
}
