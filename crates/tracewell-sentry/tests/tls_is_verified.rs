//! A Sentry behind TLS gets something only if an authority that the system believes vouches for it.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::process::Command;
use std::time::Duration;

use support::{Authority, Receiver, tls_in_front_of};
use tracewell_redact::Policy;
use tracewell_sentry::{Sentry, Service, Settings, capture_message};

/// What the process is: it sends one event, by the authorities that its environment names.
#[test]
#[ignore = "the process of the other test"]
fn process() {
    let Some(settings) = Settings::read(|variable| std::env::var(variable).ok()).settings else { return };
    let sentry = Sentry::start(&settings, &Service::new("orders", "1"), &Policy::production()).unwrap();
    capture_message("hello", tracing::Level::INFO);
    // What can't be sent is tried again until the time is over.
    assert!(sentry.shutdown(Duration::from_secs(5)));
    assert_eq!(sentry.dropped().to_string(), std::env::var("TEST_DROPPED").unwrap());
}

#[test]
fn the_roots_of_the_system_decide() {
    let (ours, others) = (Authority::new(), Authority::new());
    let receiver = Receiver::start();
    let address = tls_in_front_of(receiver.address(), &ours);
    let dsn =
        receiver.dsn().replace("http://", "https://").replace(&receiver.address().to_string(), &address.to_string());
    for (authority, dropped) in [(&others, 1), (&ours, 0)] {
        let roots = authority.file(&format!("roots-{dropped}"));
        let process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "process", "--ignored"])
            .env("SENTRY_DSN", &dsn)
            // Where the system's roots are, as OpenSSL has it.
            .env("SSL_CERT_FILE", &roots)
            .env_remove("SSL_CERT_DIR")
            .env("TEST_DROPPED", dropped.to_string())
            .output()
            .unwrap();
        assert!(process.status.success(), "{}", String::from_utf8_lossy(&process.stdout));
        std::fs::remove_file(roots).unwrap();
        assert_eq!(receiver.events().len(), 1 - dropped);
    }
}
