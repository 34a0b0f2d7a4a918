//! Twelve logs on which a script that looks for lines came to the wrong verdict, each in the forms a log can have.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use support::{Output, tracewell};

/// One line of a story: `id stage outcome`, `-` for no id; `hit=true` stands for a look-up and `-` for no outcome.
fn parts(line: &str) -> [&str; 3] {
    line.split_whitespace().collect::<Vec<_>>().try_into().unwrap()
}

const FORMS: [&str; 7] = ["own", "nested", "pretty", "ansi", "compact", "full", "docker"];

fn log(form: &str, story: &[&str]) -> String {
    story.iter().enumerate().map(|(at, line)| entry(form, at, parts(line))).collect()
}

fn entry(form: &str, at: usize, [id, stage, outcome]: [&str; 3]) -> String {
    let time = format!("2026-11-22T03:15:{at:02}.000001Z");
    let level = if stage.starts_with("router.strip") { "DEBUG" } else { "INFO" };
    let (key, value) = match outcome.strip_prefix("hit=") {
        Some(hit) => ("cache_hit", hit.to_owned()),
        None => ("outcome", format!("{outcome:?}")),
    };
    let known = id != "-";
    let said = outcome != "-";
    match form {
        "own" => {
            let id = if known { format!(r#","correlation_id":"{id}""#) } else { String::new() };
            let outcome = if said { format!(r#","{key}":{value}"#) } else { String::new() };
            format!(
                "{{\"timestamp\":\"{time}\",\"level\":\"{level}\",\"message\":\"m\",\"target\":\"t\"{id},\"stage\":\"{stage}\"{outcome}}}\n"
            )
        }
        "nested" => {
            let spans =
                if known { format!(r#","spans":[{{"correlation_id":"{id}","name":"r"}}]"#) } else { String::new() };
            let outcome = if said { format!(r#","{key}":{value}"#) } else { String::new() };
            format!(
                "{{\"timestamp\":\"{time}\",\"level\":\"{level}\",\"fields\":{{\"message\":\"m\",\"stage\":\"{stage}\"{outcome}}},\"target\":\"t\"{spans}}}\n"
            )
        }
        "pretty" | "ansi" | "docker" => {
            let outcome = if said { format!(", {key}: {value}") } else { String::new() };
            let span = if known { format!("    in app::request with correlation_id: {id}\n") } else { String::new() };
            let text = match form {
                "ansi" => format!(
                    "  \u{1b}[2m{time}\u{1b}[0m \u{1b}[32m{level:>5}\u{1b}[0m \u{1b}[1;32mapp\u{1b}[0m\u{1b}[32m: \u{1b}[32mm, \u{1b}[1;32mstage\u{1b}[0m\u{1b}[32m: {stage:?}{outcome}\u{1b}[0m\n    \u{1b}[2;3mat\u{1b}[0m src/a.rs:1\n{span}\n"
                ),
                _ => format!("  {time} {level:>5} app: m, stage: {stage:?}{outcome}\n    at src/a.rs:1\n{span}\n"),
            };
            match form {
                "docker" => text.lines().fold(String::new(), |all, line| all + "api-1  | " + line + "\r\n"),
                _ => text,
            }
        }
        _ => {
            let outcome = if said { format!(" {key}={value}") } else { String::new() };
            match (form, known) {
                ("full", true) => {
                    format!("{time} {level:>5} r{{correlation_id=\"{id}\"}}: app: m stage={stage:?}{outcome}\n")
                }
                (_, true) => format!("{time} {level:>5} r: app: m stage={stage:?}{outcome} correlation_id={id:?}\n"),
                (_, false) => format!("{time} {level:>5} app: m stage={stage:?}{outcome}\n"),
            }
        }
    }
}

fn check(form: &str, story: &[&str]) -> Output {
    let output = tracewell(["check", "-"], log(form, story).as_bytes());
    let found = format!("Total stage events found: {}\n", story.len());
    assert!(output.stdout.starts_with(&found), "{form}: {}{}", output.stdout, output.stderr);
    output
}

fn holds(story: &[&str]) {
    for form in FORMS {
        let output = check(form, story);
        assert_eq!(output.code, 0, "{form}: {}", output.stdout);
        assert!(output.stdout.contains("\nResult: OK"), "{form}: {}", output.stdout);
    }
}

/// What each violation says, in every form the same.
fn fails(story: &[&str], texts: &[&str]) {
    for form in FORMS {
        let output = check(form, story);
        assert_eq!(output.code, 1, "{form}: {}", output.stdout);
        let (_, violations) = output.stdout.split_once("\nResult: FAIL").unwrap();
        let violations: Vec<&str> = violations.lines().filter(|line| line.starts_with("  - ")).collect();
        assert_eq!(violations.len(), texts.len(), "{form}: {}", output.stdout);
        for (violation, text) in violations.iter().zip(texts) {
            assert!(violation.contains(text), "{form}: {violation}");
        }
    }
}

const NO_JWKS: &str = "identity.jwks started but no identity.jwks outcome (from_cache/resolved) found";
const NO_EXTERNAL: &str = "identity.external started but no identity.external outcome=ok found";

/// A request in which all goes well.
const HAPPY: [&str; 15] = [
    "A router.check_security_group start",
    "A router.identity_resolution start",
    "A router.identity_injection start",
    "A identity.external start",
    "A identity.jwks -",
    "A identity.jwks resolved",
    "A identity.email start",
    "A identity.email.cache hit=false",
    "A identity.email resolved",
    "A identity.external ok",
    "A router.identity_injection ok",
    "A router.identity_resolution ok",
    "A identity.profile start",
    "A identity.profile from_cache",
    "A router.check_security_group ok",
];

fn without_id<'s>(story: &[&'s str]) -> Vec<&'s str> {
    let of = |line: &'s str| line.split_once(' ').unwrap().1;
    let with_dash: Vec<String> = story.iter().map(|line| format!("- {}", of(line))).collect();
    with_dash.into_iter().map(|line| &*line.leak()).collect()
}

#[test]
fn case_1_and_2_colours_and_every_form_are_read() {
    holds(&HAPPY);
    holds(&without_id(&HAPPY));
}

#[test]
fn case_3_nothing_to_check_is_not_fine() {
    for log in ["", "\n\n", "listening on port 1\n", "{\"message\":\"x\",\"level\":\"WARN\"}\n"] {
        let output = tracewell(["check", "-"], log.as_bytes());
        assert_eq!(output.code, 3, "{log:?}: {}", output.stdout);
        assert!(output.stdout.starts_with("Total stage events found: 0\n"));
        assert!(!output.stdout.contains("Result: OK"), "{}", output.stdout);
        let output = tracewell(["check", "--allow-empty", "-"], log.as_bytes());
        assert_eq!(output.code, 0, "{log:?}: {}", output.stdout);
    }
}

#[test]
fn case_4_requests_may_overlap() {
    let story = [
        "A identity.profile start",
        "B identity.jwks start",
        "A identity.profile resolved",
        "B identity.jwks from_cache",
    ];
    holds(&story);
    holds(&without_id(&story));
}

#[test]
fn case_5_the_end_of_one_is_not_the_end_of_the_other() {
    let story = ["A identity.external start", "B identity.external start", "B identity.external ok"];
    fails(&story, &[NO_EXTERNAL]);
    fails(&without_id(&story), &[NO_EXTERNAL]);
    for form in ["own", "nested", "pretty", "compact"] {
        assert!(check(form, &story).stdout.contains("[A]"), "{form}");
    }
}

#[test]
fn case_6_what_is_inside_of_a_good_request_is_checked_too() {
    let story = [
        "A router.check_security_group start",
        "A identity.jwks start",
        "A identity.profile start",
        "A router.check_security_group ok",
    ];
    let no_profile = "identity.profile started but no identity.profile outcome (from_cache/resolved) found";
    fails(&story, &[NO_JWKS, no_profile]);
    fails(&without_id(&story), &[NO_JWKS, no_profile]);
}

#[test]
fn case_7_a_later_request_does_not_end_an_earlier_one() {
    let story = [
        "A router.check_security_group start",
        "A router.body_idp_auth start",
        "A router.body_idp_auth ok",
        "B router.check_security_group start",
        "B router.check_security_group ok",
    ];
    let text = "router.check_security_group started but no router.check_security_group outcome=ok found";
    fails(&story, &[text]);
    fails(&without_id(&story), &[text]);
}

#[test]
fn case_8_email_and_what_the_cache_said_are_checked() {
    let no_email = "identity.email started but no identity.email outcome (from_cache/resolved) found";
    fails(&["A identity.email start"], &[no_email]);
    for id in ["A", "-"] {
        for stage in ["identity.email", "identity.profile"] {
            let lines = [
                format!("{id} {stage} start"),
                format!("{id} {stage}.cache hit=true"),
                format!("{id} {stage} resolved"),
            ];
            let story = lines.each_ref().map(|line| line.as_str());
            let text =
                format!("{stage}.cache cache_hit=true must be followed by {stage} outcome=from_cache, not resolved");
            fails(&story, &[&text]);
        }
    }
}

#[test]
fn case_9_a_note_is_no_start() {
    holds(&[
        "- router.strip_inbound_mycelium_headers -",
        "- identity.email from_token",
        "- identity.email.cache hit=true",
    ]);
}

#[test]
fn case_10_a_failure_is_an_end() {
    for outcome in ["error", "denied", "cancelled"] {
        let lines = [
            "A router.check_security_group start".to_owned(),
            "A identity.external start".to_owned(),
            "A identity.jwks start".to_owned(),
            format!("A identity.jwks {outcome}"),
            format!("A identity.external {outcome}"),
            format!("A router.check_security_group {outcome}"),
        ];
        let story = lines.each_ref().map(|line| line.as_str());
        holds(&story);
        holds(&without_id(&story));
    }
}

#[test]
fn case_11_each_start_has_its_own_end_and_each_end_its_start() {
    let twice = ["A identity.jwks start", "A identity.jwks start", "A identity.jwks resolved"];
    fails(&twice, &[NO_JWKS]);
    fails(&without_id(&twice), &[NO_JWKS]);
    let story = ["A identity.external start", "A identity.jwks resolved", "A identity.external ok"];
    fails(&story, &["identity.jwks ended with outcome=resolved but had not started"]);
    // But a log may begin anywhere.
    for from in 0..HAPPY.len() {
        holds(&HAPPY[from..]);
        holds(&without_id(&HAPPY[from..]));
    }
}

#[test]
fn case_12_a_message_is_no_stage() {
    let forged = "stage: \"identity.jwks\", outcome: \"start\"";
    let other = "stage=\"identity.jwks\" outcome=\"start\"";
    for log in [
        format!("{{\"level\":\"INFO\",\"message\":{forged:?}}}\n"),
        format!("{{\"level\":\"INFO\",\"fields\":{{\"message\":{forged:?},\"path\":{other:?}}},\"target\":\"t\"}}\n"),
        "{\"level\":\"INFO\",\"message\":\"m\",\"o\":{\"stage\":\"identity.jwks\"}}\n".to_owned(),
        format!("  2026-11-22T03:15:00Z  INFO app: GET /{forged}\n    at a.rs:1\n"),
        format!("  2026-11-22T03:15:00Z  INFO app: GET, path: {forged:?}\n    at a.rs:1\n"),
        format!("2026-11-22T03:15:00Z  INFO app: GET path={other:?}\n"),
        format!("2026-11-22T03:15:00Z  INFO app: GET /?{other}\n"),
        format!("2026-11-22T03:15:00Z  INFO r{{path={other:?} b=1}}: app: GET\n"),
        format!("2026-11-22T03:15:00Z  INFO app: first\n  {forged}\n"),
        format!("echo {other}\n"),
    ] {
        let output = tracewell(["check", "-"], log.as_bytes());
        assert!(output.stdout.starts_with("Total stage events found: 0\n"), "{log}: {}", output.stdout);
        assert_eq!(output.code, 3);
    }
}
