//! A process that is asked to end sends what it has, from a runtime of one thread or of several.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::time::Duration;

use support::Receiver;
use tokio::signal::unix::{SignalKind, signal};
use tracewell_redact::Policy;
use tracewell_sentry::{Sentry, Service, Settings, capture_message};

const THREADS: &str = "TEST_THREADS";

/// What the process is: it fails until it is told to end, and at the end once more.
#[test]
#[ignore = "the process of the other test"]
fn process() {
    let Some(threads) = std::env::var(THREADS).ok().and_then(|number| number.parse().ok()) else { return };
    let mut builder = match threads {
        1 => tokio::runtime::Builder::new_current_thread(),
        _ => tokio::runtime::Builder::new_multi_thread(),
    };
    builder.enable_all().build().unwrap().block_on(async {
        let settings = Settings::read(|variable| std::env::var(variable).ok()).settings.unwrap();
        let sentry = Sentry::start(&settings, &Service::new("orders", "1"), &Policy::production()).unwrap();
        let mut terminated = signal(SignalKind::terminate()).unwrap();
        capture_message("working", tracing::Level::WARN);
        writeln!(std::io::stderr(), "ready").unwrap();
        terminated.recv().await;
        capture_message("ending", tracing::Level::WARN);
        // In the runtime, and on its only thread.
        assert!(sentry.shutdown(Duration::from_secs(5)));
    });
}

#[test]
fn what_is_told_last_arrives() {
    for threads in ["1", "2"] {
        let receiver = Receiver::start();
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "process", "--ignored", "--nocapture"])
            .env(THREADS, threads)
            .env("SENTRY_DSN", receiver.dsn())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(process.stderr.take().unwrap()).lines();
        assert!(said.any(|line| line.unwrap() == "ready"));
        let id = process.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        assert!(process.wait().unwrap().success(), "{threads}");
        let events = receiver.events();
        let told: Vec<_> = events.iter().map(|event| event["message"].as_str()).collect();
        assert_eq!(told, [Some("working"), Some("ending")], "{events:#?}");
    }
}
