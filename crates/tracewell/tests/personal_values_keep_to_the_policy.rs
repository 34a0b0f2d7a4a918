//! What a service says of its personal values holds over HTTP, on each line and for each sink.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![cfg(feature = "axum")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, ChildStderr, ChildStdin, Command, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tracewell::names::variable;
use tracewell::redact::KeyRing;

const PRODUCTION: (&str, &str) = ("ENVIRONMENT", "production");
const DEVELOPMENT: (&str, &str) = ("ENVIRONMENT", "development");
const ADDRESS: &str = "203.0.113.77";

fn email() -> String {
    ["alice", "example.com"].join("@")
}

/// The program `personal`, while it runs.
struct Service {
    child: Child,
    stdin: ChildStdin,
    stderr: BufReader<ChildStderr>,
    address: String,
}

/// What it left behind.
#[derive(Debug)]
struct Left {
    stdout: String,
    stderr: String,
}

impl Service {
    fn start(words: &[&str], variables: &[(&str, &str)]) -> Self {
        let test = std::env::current_exe().unwrap();
        let mut command = Command::new(test.ancestors().nth(2).unwrap().join("examples/personal"));
        for variable in variable::ALL.iter().copied().chain(["RUST_BACKTRACE", "RUST_LIB_BACKTRACE"]) {
            command.env_remove(variable);
        }
        let command = command.args(words).envs(variables.iter().copied());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (stdin, mut stderr) = (child.stdin.take().unwrap(), BufReader::new(child.stderr.take().unwrap()));
        let mut line = String::new();
        let address = loop {
            line.clear();
            assert!(stderr.read_line(&mut line).unwrap() > 0, "it did not start");
            if let Some(address) = line.strip_prefix("listening on ") {
                break address.trim().to_owned();
            }
        };
        Self { child, stdin, stderr, address }
    }

    /// The body of the answer.
    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.split_once("\r\n\r\n").unwrap().1.to_owned()
    }

    fn end(mut self) -> Left {
        drop(self.stdin);
        let reader = thread::spawn(move || {
            let mut stderr = String::new();
            self.stderr.read_to_string(&mut stderr).unwrap();
            stderr
        });
        let mut stdout = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut stdout).unwrap();
        assert!(self.child.wait().unwrap().success());
        Left { stdout, stderr: reader.join().unwrap() }
    }
}

impl Left {
    fn lines(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The lines with this message.
    fn named(&self, name: &str) -> Vec<Value> {
        self.lines().into_iter().filter(|line| line["message"] == name).collect()
    }

    /// What the second sink has got with this message.
    fn foreign(&self, name: &str) -> Vec<Value> {
        let lines = self.stderr.lines().filter(|line| line.starts_with('{'));
        let lines = lines.map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines.filter(|line| line["fields"]["message"] == name).collect()
    }
}

/// A file of keys, taken away at its end.
struct KeyFile(PathBuf);

impl KeyFile {
    fn new(name: &str, text: &str) -> Self {
        let file = Self(std::env::temp_dir().join(format!("tracewell-{}-{name}", std::process::id())));
        file.write(text);
        file
    }

    fn write(&self, text: &str) {
        let beside = self.0.with_extension("new");
        fs::write(&beside, text).unwrap();
        fs::rename(&beside, &self.0).unwrap();
    }

    fn variable(&self) -> (&str, &str) {
        ("REDACT_HMAC_KEY_FILE", self.0.to_str().unwrap())
    }
}

impl Drop for KeyFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn key(id: &str, letter: char) -> String {
    format!("{id}:{}\n", letter.to_string().repeat(44))
}

#[test]
fn a_personal_parameter_is_hidden_wherever_the_path_is() {
    for (place, mode) in
        [("router", PRODUCTION), ("router", DEVELOPMENT), ("around", PRODUCTION), ("around", DEVELOPMENT)]
    {
        for words in [&[place] as &[_], &[place, "foreign"]] {
            let service = Service::start(words, &[mode]);
            assert_eq!(service.get(&format!("/v1/geo/{ADDRESS}?page=2&q=x")), "somewhere");
            let problem: Value = serde_json::from_str(&service.get("/v1/geo/10.99.98.97")).unwrap();
            let left = service.end();

            assert_eq!(problem["detail"], "nothing at /v1/geo/[REDACTED]");
            for line in left.named("located").iter().chain(&left.named("request_completed")) {
                assert_eq!(line["path"], "/v1/geo/[REDACTED]", "{line}");
                assert_eq!(line["route"], "/v1/geo/{ip}", "{line}");
            }
            assert_eq!(left.named("located").len(), 2);
            assert_eq!(left.named("located")[0]["url"], "/v1/geo/[REDACTED]?page=2&q=REDACTED");
            for secret in [ADDRESS, "10.99.98.97"] {
                assert!(!left.stdout.contains(secret) && !left.stderr.contains(secret), "{words:?}: {left:#?}");
            }
            if words.contains(&"foreign") {
                assert_eq!(left.foreign("located")[0]["fields"]["url"], "/v1/geo/[REDACTED]?page=2&q=REDACTED");
                let ends = left.foreign("request_completed");
                assert_eq!(ends.len(), 2);
                for end in ends {
                    assert_eq!(end["fields"]["path"], "/v1/geo/[REDACTED]", "{end}");
                    assert_eq!(end["span"]["path"], "/v1/geo/[REDACTED]", "{end}");
                    assert_eq!(end["span"]["route"], "/v1/geo/{ip}", "{end}");
                }
            }
        }
    }
}

#[test]
fn a_path_without_a_route_stays_as_far_as_it_is_no_secret() {
    let service = Service::start(&["router", "foreign"], &[PRODUCTION]);
    service.get(&format!("/nowhere/{}/7", email()));
    let left = service.end();
    assert_eq!(left.named("request_completed")[0]["path"], "/nowhere/[REDACTED:email]/7");
    assert_eq!(left.foreign("request_completed")[0]["span"]["path"], "/nowhere/[REDACTED:email]/7");
}

#[test]
fn classes_are_changed_and_bound_ids_hashed() {
    let keys = KeyFile::new("classes", &key("k1", 'Q'));
    let ring = KeyRing::new(&keys.0);
    let hash = |class| ring.forms(class, Some("acme"), &email()).concat();
    for mode in [PRODUCTION, DEVELOPMENT] {
        for words in [&["router"] as &[_], &["around", "foreign"]] {
            let service = Service::start(words, &[mode, keys.variable()]);
            service.get(&format!("/v1/people/{}", email()));
            let left = service.end();
            assert!(!left.stdout.contains("alice") && !left.stderr.contains("alice"), "{left:#?}");

            let line = &left.named("found")[0];
            assert_eq!((&line["email"], &line["user_id"]), (&hash("email").into(), &hash("user").into()), "{line}");
            assert_eq!((&line["phone"], &line["s3_key"]), (&"****89".into(), &"logo.png".into()));
            assert_eq!((&line["badge_no"], &line["team_id"]), (&"[REDACTED]".into(), &"acme".into()));
            assert_eq!(left.named("request_completed")[0]["user_id"], hash("user"));
            if words.contains(&"foreign") {
                let line = &left.foreign("found")[0]["fields"];
                assert_eq!((&line["email"], &line["phone"]), (&hash("email").into(), &"****89".into()), "{line}");
                let span = &left.foreign("request_completed")[0]["span"];
                assert_eq!((&span["user_id"], &span["team_id"]), (&hash("user").into(), &"acme".into()), "{span}");
            }
        }
    }
}

#[test]
fn a_key_that_is_rotated_holds_for_the_next_request() {
    let keys = KeyFile::new("rotated", &key("k1", 'Q'));
    let service = Service::start(&["router"], &[PRODUCTION, keys.variable()]);
    let path = format!("/v1/people/{}", email());
    service.get(&path);
    keys.write(&(key("k2", 'V') + &key("k1", 'Q')));
    thread::sleep(Duration::from_millis(1100));
    service.get(&path);
    let left = service.end();
    let forms: Vec<_> = left.named("found").iter().map(|line| line["email"].to_string()).collect();
    assert!(forms[0].contains("hmac:k1:") && forms[1].contains("hmac:k2:"), "{forms:?}");
    let ids: Vec<_> = left.named("found").iter().map(|line| line["user_id"].to_string()).collect();
    assert!(ids[0].contains("hmac:k1:") && ids[1].contains("hmac:k2:"), "{ids:?}");
    assert!(left.named("config_invalid").is_empty());
}

#[test]
fn a_key_file_that_cannot_be_used_is_named_once_and_hashes_are_erased() {
    let bad = KeyFile::new("bad", "k1:too-short\n");
    let missing = ("REDACT_HMAC_KEY_FILE", "/nonexistent/canary-51b7");
    for variable in [bad.variable(), missing] {
        let service = Service::start(&["router", "foreign"], &[PRODUCTION, variable]);
        service.get(&format!("/v1/people/{}", email()));
        let left = service.end();
        let [told] = &left.named("config_invalid")[..] else { panic!("{left:#?}") };
        assert_eq!((&told["level"], &told["variable"]), (&"WARN".into(), &"REDACT_HMAC_KEY_FILE".into()));
        assert!(!left.stdout.contains("canary") && !left.stderr.contains("canary"));
        let line = &left.named("found")[0];
        assert_eq!((&line["email"], &line["user_id"]), (&"[REDACTED]".into(), &"[REDACTED:email]".into()));
        let foreign = &left.foreign("request_completed")[0]["span"]["user_id"];
        assert_eq!(foreign, "[REDACTED:email]");
    }
}

#[test]
fn what_is_declared_harmless_is_listed_at_start() {
    for words in [&["router"] as &[_], &["router", "foreign"]] {
        let left = Service::start(words, &[PRODUCTION]).end();
        let listed = left.named("`s3_key` is declared harmless: names a public file");
        assert_eq!(listed.len(), 1, "{left:#?}");
        assert_eq!(listed[0]["target"], "tracewell::redact");
    }
}
