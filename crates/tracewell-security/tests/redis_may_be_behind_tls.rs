//! Windows shared over a Redis with TLS: only if an authority that is believed vouches for it.
//!
//! Which authorities are believed is for the environment of a process to say, so each case is a process of its own.
#![cfg(feature = "redis-tls")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/redis_server.rs"]
mod redis_server;
mod support;

use std::io::Read as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use redis_server::RedisServer;
use support::Log;
use tracewell_redact::Policy;
use tracewell_security::{Observation, RedisUrl, Security, Violation};

const URL: &str = "TRACEWELL_TEST_URL";
const UNTIL: &str = "TRACEWELL_TEST_UNTIL";

/// An authority that was made up for this test.
struct Authority {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self { pem: params.self_signed(&key).unwrap().pem(), issuer: Issuer::new(params, key) }
    }

    /// A certificate for a name, and its key.
    fn vouch_for(&self, name: &str) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        (params.signed_by(&key, &self.issuer).unwrap().pem(), key.serialize_pem())
    }
}

/// A process that records five violations of a user, and stays until it has logged what it was told to wait for, or
/// nobody holds its input any more.
#[test]
#[ignore = "the other test runs it, each time in a process of its own"]
fn an_instance() {
    let (url, until) = (std::env::var(URL).unwrap(), std::env::var(UNTIL).ok());
    let log = Log::listen_everywhere();
    let security = Security::builder(Policy::production()).redis(RedisUrl::parse(&url).unwrap()).build();
    for _ in 0..5 {
        security.tracker().record(&Observation::new(Violation::LoginFailed).user("alice"));
    }
    match until {
        None => {
            let _ = std::io::stdin().read_to_end(&mut Vec::new());
        }
        Some(name) => eventually(&name, || !log.named(&name).is_empty()),
    }
    eventually("the signal", || !log.named("abuse_signal_user").is_empty());
    println!("{}", log.text());
}

fn eventually(what: &str, mut done: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !done() {
        assert!(Instant::now() < deadline, "{what} did not come about");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn instance(url: &str, believed: &Path, until: Option<&str>) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "an_instance", "--ignored", "--nocapture"]).env(URL, url);
    command.env("SSL_CERT_FILE", believed).env_remove("SSL_CERT_DIR").envs(until.map(|name| (UNTIL, name)));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap()
}

/// What it has logged in the end.
fn log_of(instance: Child) -> String {
    let output = instance.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

/// What an instance logs that shares nothing, as it does not believe the server.
fn left_alone(url: &str, believed: &Path) -> String {
    let log = log_of(instance(url, believed, Some("abuse_tracking_degraded")));
    assert!(log.contains("unreachable") || log.contains("timeout"), "{log}");
    log
}

#[test]
fn only_a_server_that_is_vouched_for_is_told_anything() {
    let (ours, others) = (Authority::new(), Authority::new());
    let folder = std::env::temp_dir().join(format!("tracewell-redis-tls-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = |name: &str, authority: &Authority| {
        let path = folder.join(name);
        std::fs::write(&path, &authority.pem).unwrap();
        path
    };
    let (our_file, other_file) = (file("ours.pem", &ours), file("others.pem", &others));

    let (certificate, key) = ours.vouch_for("127.0.0.1");
    let (server, port) = RedisServer::with_tls(&certificate, &key);
    let password = format!("pw-{}", 3_u64.pow(33));
    server.ask(&["ACL", "SETUSER", "counter", "on", &format!(">{password}"), "~*", "+@all"]);
    let url = format!("rediss://counter:{password}@127.0.0.1:{port}/0");

    let stranger = left_alone(&url, &other_file);
    assert!(stranger.contains("abuse_signal_user"), "it counts by itself: {stranger}");
    assert!(server.keys().is_empty(), "{:?}", server.keys());

    let known = instance(&url, &our_file, None);
    eventually("what it has seen is stored", || !server.keys().is_empty());
    let known = log_of(known);
    assert_eq!(known.matches("abuse_signal_user").count(), 1, "{known}");
    assert!(!known.contains(&password) && !stranger.contains(&password));

    // Vouched for, but as somebody else.
    let (certificate, key) = ours.vouch_for("redis.example");
    let (elsewhere, port) = RedisServer::with_tls(&certificate, &key);
    left_alone(&format!("rediss://127.0.0.1:{port}/0"), &our_file);
    assert!(elsewhere.keys().is_empty());
    std::fs::remove_dir_all(&folder).unwrap();
}
