//! What was hashed on a line is found by what the command prints, and nothing else is told.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::io::Write;
use std::sync::Arc;

use support::{Folder, Output, command, key, key_file, tracewell};
use tracewell_context::{Context, CorrelationId, Principal, TeamId, UserId};
use tracewell_log::{Capture, LogLayer};
use tracewell_redact::{Action, Class, Mode, Policy, Redact};
use tracing_subscriber::layer::SubscriberExt;

/// An address that is nobody's, made here so that it is not in this file.
fn address() -> String {
    ["alice", "example.com"].join("@")
}

fn policy(keys: &str) -> Policy {
    Policy::builder(Mode::Production)
        .action(Class::Email, Action::KeyedHash)
        .action(Class::Ip, Action::KeyedHash)
        .action(Class::Phone, Action::KeyedHash)
        .hmac_key_file(keys)
        .build()
        .unwrap()
}

fn in_team(work: impl FnOnce()) {
    let context = Context::new(CorrelationId::new("r-1").unwrap());
    let principal = Principal::new(TeamId::new("acme").unwrap()).user(UserId::new(address()).unwrap());
    context.bind(principal).unwrap();
    context.in_scope(work);
}

fn work() {
    let ip = std::net::Ipv4Addr::new(203, 0, 113, 7);
    tracing::info!(email = address(), client_ip = %ip, phone = 4_930_123_456_u64, "paid");
}

/// The line of a service, alone and behind a guard.
fn lines(keys: &str, work: impl Fn()) -> [String; 2] {
    let policy = policy(keys);
    let (alone, guarded) = (Arc::new(Capture::default()), Arc::new(Capture::default()));
    let line = LogLayer::new(policy.clone()).json(Arc::clone(&alone));
    tracing::subscriber::with_default(tracing_subscriber::registry().with(line), &work);
    let line = LogLayer::new(policy.clone()).json(Arc::clone(&guarded)).behind_guard();
    let guard = Redact::new(policy, line).team(|name| {
        if let Some(team) = tracewell_context::current().as_ref().and_then(Context::team_id) {
            name.push_str(team.as_str());
        }
    });
    tracing::subscriber::with_default(tracing_subscriber::registry().with(guard), &work);
    [alone.text(), guarded.text()]
}

fn hmac(keys: &str, arguments: &[&str], input: &str) -> Output {
    let arguments = ["hmac", "--key-file", keys].into_iter().chain(arguments.iter().copied());
    tracewell(arguments, input.as_bytes())
}

fn hmac_of(keys: &str, class: &str, team: Option<&str>, value: &str) -> String {
    let team: Vec<&str> = team.map(|team| ["--team", team]).into_iter().flatten().collect();
    let output = hmac(keys, &[&["--class", class], &team[..]].concat(), &format!("{value}\n"));
    assert_eq!((output.code, output.stderr.as_str()), (0, ""));
    output.stdout
}

#[test]
fn what_stands_on_a_line_is_what_is_printed() {
    let folder = Folder::new();
    let keys = key_file(&folder, &[("k1", 'Q')]);
    for team in [Some("acme"), None] {
        for line in lines(&keys, || if team.is_some() { in_team(work) } else { work() }) {
            for (class, field, value) in [
                ("email", "email", address()),
                ("ip", "client_ip", "203.0.113.7".to_owned()),
                ("phone", "phone", "4930123456".to_owned()),
            ] {
                let form = hmac_of(&keys, class, team, &value);
                assert!(form.starts_with("hmac:k1:") && form.len() == "hmac:k1:".len() + 22 + 1, "{form}");
                assert!(line.contains(&format!("\"{field}\":\"{}\"", form.trim_end())), "{form} is not in {line}");
                assert!(!line.contains(&value));
            }
            if team.is_some() {
                // The bound user's id is an address.
                let form = hmac_of(&keys, "user", team, &address());
                assert!(line.contains(&format!("\"user_id\":\"{}\"", form.trim_end())), "{form} is not in {line}");
            }
        }
    }
    assert_ne!(hmac_of(&keys, "email", None, &address()), hmac_of(&keys, "email", Some("acme"), &address()));
}

#[test]
fn lines_of_before_a_rotation_are_found_too() {
    let folder = Folder::new();
    let [before, _] = lines(&key_file(&folder, &[("old", 'Q')]), work);
    let keys = key_file(&folder, &[("new", 'R'), ("old", 'Q')]);
    let [after, _] = lines(&keys, work);
    let printed = hmac_of(&keys, "email", None, &address());
    let [new, old] = printed.lines().collect::<Vec<_>>().try_into().unwrap();
    assert!(before.contains(old) && !before.contains(new));
    assert!(after.contains(new) && !after.contains(old));
}

#[test]
fn several_values_are_told_apart_by_their_lines() {
    let folder = Folder::new();
    let keys = key_file(&folder, &[("new", 'R'), ("old", 'Q')]);
    let input = format!("{}\r\n\n{}", address(), "b");
    let text = hmac(&keys, &["--class", "email"], &input);
    let json = hmac(&keys, &["--class", "email", "--format", "json"], &input);
    let forms: Vec<&str> = text.stdout.lines().collect();
    assert_eq!(forms.len(), 4);
    assert_eq!(
        json.stdout,
        format!(
            "{{\"line\":1,\"forms\":[\"{}\",\"{}\"]}}\n{{\"line\":3,\"forms\":[\"{}\",\"{}\"]}}\n",
            forms[0], forms[1], forms[2], forms[3]
        )
    );
    assert_eq!(text.stdout, hmac_of(&keys, "email", None, &address()) + &hmac_of(&keys, "email", None, "b"));
}

#[test]
fn the_environment_names_the_keys() {
    let folder = Folder::new();
    let keys = key_file(&folder, &[("k1", 'Q')]);
    let with = |variable: Option<&str>| {
        let mut command = command(["hmac", "--class", "email"]);
        command.env_remove("REDACT_HMAC_KEY_FILE");
        if let Some(path) = variable {
            command.env("REDACT_HMAC_KEY_FILE", path);
        }
        let mut child = command.spawn().unwrap();
        let _ = child.stdin.take().unwrap().write_all(address().as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    };
    assert_eq!(with(Some(&keys)), (0, hmac_of(&keys, "email", None, &address()), String::new()));
    for variable in [None, Some("")] {
        let (code, stdout, stderr) = with(variable);
        assert_eq!((code, stdout.as_str()), (2, ""));
        assert!(stderr.contains("--key-file") && stderr.contains("REDACT_HMAC_KEY_FILE"), "{stderr}");
    }
}

#[test]
fn what_is_wrong_is_said_without_a_key_or_a_value() {
    let folder = Folder::new();
    let good = key_file(&folder, &[("k1", 'Q')]);
    let bad = folder.file("bad", (key("k1", 'Q') + "k2:" + &"R".repeat(8) + "\n").as_bytes());
    let missing = folder.path("missing");
    let value = address();
    let long = format!("{value}\n{}\n", "x".repeat(5000));
    for (keys, arguments, input, code, told) in [
        (&good, &["--class", "email"][..], "", 1, "no value"),
        (&good, &["--class", "email"], "\n\n", 1, "no value"),
        (&bad, &["--class", "email"], &value, 2, "the key in line 2 is shorter than 32 bytes"),
        (&missing, &["--class", "email"], &value, 2, "missing: it cannot be read"),
        (&good, &["--class", "email"], &long, 2, "the value in line 2 is longer than 4096 bytes"),
        (&good, &[], &value, 2, "--class"),
        (&good, &["--class", ""], &value, 2, "--class"),
        (&good, &["--class", "email", "--team", ""], &value, 2, "--team"),
        (&good, &["--class", "emial"], &value, 0, "none of address, birth, email"),
        (&good, &["--class", "team", "--team", "acme"], &value, 0, "leave --team out"),
    ] {
        let output = hmac(keys, arguments, input);
        assert_eq!(output.code, code, "{arguments:?}: {}", output.stderr);
        assert!(output.stderr.contains(told), "{}", output.stderr);
        for text in [&output.stdout, &output.stderr] {
            assert!(!text.contains(&value) && !text.contains("alice"), "{text}");
            assert!(!text.contains("QQQQ") && !text.contains("RRRR") && !text.contains("xxxx"), "{text}");
        }
    }
    let output =
        tracewell(["hmac", "--key-file", &good, "--class", "email"], &[b"a\n\xff\n", value.as_bytes()].concat());
    assert_eq!((output.code, output.stdout.lines().count()), (2, 2), "the others are hashed all the same");
    assert!(output.stderr.contains("the value in line 2 is not UTF-8"));
}

#[test]
fn a_value_is_no_argument() {
    let folder = Folder::new();
    let keys = key_file(&folder, &[("k1", 'Q')]);
    let output = hmac(&keys, &["--class", "email", "something"], "");
    assert_eq!((output.code, output.stdout.as_str()), (2, ""));
}

#[test]
fn the_help_names_every_class() {
    let help = tracewell(["hmac", "--help"], b"").stdout;
    let (_, list) = help.split_once("The class of the value: ").unwrap();
    let named: Vec<&str> = list.lines().next().unwrap().split(", ").collect();
    let mut known: Vec<&str> = Class::ALL.iter().map(|class| class.as_str()).chain(["team"]).collect();
    known.sort_unstable();
    assert_eq!(named, known);
}
