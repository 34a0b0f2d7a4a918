//! Windows shared over a Redis with TLS: only if an authority that is believed vouches for it.
//!
//! Which authorities are believed is for the environment of a process to say, so each case is a process of its own.
#![cfg(feature = "redis-tls")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/redis_server.rs"]
mod redis_server;
mod support;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use redis_server::RedisServer;
use support::Log;
use tracewell_redact::Policy;
use tracewell_security::{Observation, RedisUrl, Security, Violation};

const URL: &str = "TRACEWELL_TEST_URL";

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

/// A process that records five violations of a user.
#[test]
#[ignore = "the other test runs it, each time in a process of its own"]
fn an_instance() {
    let url = std::env::var(URL).unwrap();
    let log = Log::listen_everywhere();
    let security = Security::builder(Policy::production()).redis(RedisUrl::parse(&url).unwrap()).build();
    for _ in 0..5 {
        security.tracker().record(&Observation::new(Violation::LoginFailed).user("alice"));
    }
    let deadline = Instant::now() + Duration::from_secs(20);
    while log.named("abuse_signal_user").is_empty() && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(10));
    }
    println!("{}", log.text());
}

/// What an instance that believes this authority logs.
fn instance(url: &str, believed: &Path) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "an_instance", "--ignored", "--nocapture"]).env(URL, url).env("SSL_CERT_FILE", believed);
    let output = command.env_remove("SSL_CERT_DIR").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
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

    let stranger = instance(&url, &other_file);
    assert!(stranger.contains("abuse_tracking_degraded") && stranger.contains("unreachable"), "{stranger}");
    assert!(stranger.contains("abuse_signal_user"), "it counts by itself: {stranger}");
    assert!(server.keys().is_empty(), "{:?}", server.keys());

    let known = instance(&url, &our_file);
    assert!(!known.contains("abuse_tracking_degraded"), "{known}");
    assert_eq!(known.matches("abuse_signal_user").count(), 1, "{known}");
    assert!(!server.keys().is_empty());
    assert!(!known.contains(&password) && !stranger.contains(&password));

    // Vouched for, but as somebody else.
    let (certificate, key) = ours.vouch_for("redis.example");
    let (elsewhere, port) = RedisServer::with_tls(&certificate, &key);
    let mistaken = instance(&format!("rediss://127.0.0.1:{port}/0"), &our_file);
    assert!(mistaken.contains("abuse_tracking_degraded"), "{mistaken}");
    assert!(elsewhere.keys().is_empty());
    std::fs::remove_dir_all(&folder).unwrap();
}
