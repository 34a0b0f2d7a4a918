//! `amqps://`: a broker that listens with TLS alone, whose certificate an authority of the test's own has signed.
#![cfg(feature = "amqp-tls")]
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod rabbit;
mod support;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use rabbit::Node;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use support::{global_log, of};
use tracewell_messaging::{Broker as _, Failure, Message, Queue, RabbitMq, RabbitMqBuilder};

/// Tells this program, when it is started again, where the broker is.
const URL: &str = "TRACEWELL_TEST_AMQPS_URL";
/// What `rustls-native-certs` reads instead of the roots of the system.
const ROOTS: &str = "SSL_CERT_FILE";

/// An authority, and a certificate of it for loopback, as files in a folder.
fn certify(dir: &Path) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = params.self_signed(&key).unwrap().pem();
    let issuer = Issuer::new(params, key);
    let own = KeyPair::generate().unwrap();
    let names = vec!["127.0.0.1".to_owned()];
    let certificate = CertificateParams::new(names).unwrap().signed_by(&own, &issuer).unwrap();
    for (name, text) in [("ca", authority), ("cert", certificate.pem()), ("key", own.serialize_pem())] {
        fs::write(dir.join(format!("{name}.pem")), text).unwrap();
    }
}

fn configuration(port: u16, dir: &Path) -> String {
    certify(dir);
    let dir = dir.display();
    format!(
        "listeners.tcp = none\nlisteners.ssl.1 = 127.0.0.1:{port}\nssl_options.cacertfile = {dir}/ca.pem\n\
         ssl_options.certfile = {dir}/cert.pem\nssl_options.keyfile = {dir}/key.pem\n\
         ssl_options.verify = verify_none\nssl_options.fail_if_no_peer_cert = false\n"
    )
}

fn run_again(part: &str, url: &str, roots: &Path) {
    let mut program = Command::new(std::env::current_exe().unwrap());
    let program = program.args(["--exact", part, "--ignored", "--nocapture"]).env(URL, url).env(ROOTS, roots);
    let output = program.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{part}: {text}");
}

#[test]
fn a_broker_is_reached_over_tls_and_a_stranger_is_not() {
    let node = Node::start_with(configuration);
    let url = node.url().replacen("amqp://", "amqps://", 1);
    // Roots are read from a variable, which must not change in a program that runs.
    run_again("messages_go_through", &url, &node.file("ca.pem"));
    let strangers = node.file("strangers");
    fs::create_dir(&strangers).unwrap();
    certify(&strangers);
    run_again("nothing_is_told_to_a_stranger", &url, &strangers.join("ca.pem"));
    // The certificate is one for another name than this.
    let other = url.replacen("127.0.0.1", "localhost", 1);
    run_again("nothing_is_told_to_a_stranger", &other, &node.file("ca.pem"));
    // A broker that does not speak TLS is no broker for `amqps`.
    let plain = Node::start();
    let url = plain.url().replacen("amqp://", "amqps://", 1);
    run_again("nothing_is_told_to_a_stranger", &url, &node.file("ca.pem"));
}

fn settings() -> RabbitMqBuilder {
    let quick = Duration::from_millis(50);
    let settings = RabbitMq::builder(&std::env::var(URL).unwrap()).unwrap();
    settings.exchange("shop").backoff(quick, quick).timeout(Duration::from_secs(20))
}

#[tokio::test]
#[ignore = "a part of the test above"]
async fn messages_go_through() {
    let log = global_log();
    let (sender, receiver) = mpsc::channel();
    let broker = settings().queue(Queue::private().bind("#")).start(move |message: Message| {
        let _ = sender.send(message.id().to_owned());
        std::future::ready(Ok::<(), Failure>(()))
    });
    let message = Message::new("order.placed", "x");
    let id = message.id().to_owned();
    broker.publish(message).await.unwrap();
    let found = tokio::task::spawn_blocking(move || receiver.recv_timeout(Duration::from_secs(20))).await.unwrap();
    assert_eq!(found.unwrap(), id);
    broker.stop().await;
    assert_eq!((of(&log, "broker_connected").len(), of(&log, "broker_disconnected").len()), (1, 0), "{}", log.text());
}

/// Tries until it has failed twice, and gives back what was told.
async fn refused(settings: RabbitMqBuilder) -> Vec<serde_json::Value> {
    let log = global_log();
    let broker = settings.start_publisher();
    let deadline = Instant::now() + Duration::from_secs(60);
    while broker.stats().failures() < 2 {
        assert!(Instant::now() < deadline, "no failure: {}", log.text());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(!broker.stats().is_connected());
    broker.stop().await;
    assert!(of(&log, "broker_connected").is_empty() && !log.text().contains("guest:guest"), "{}", log.text());
    of(&log, "broker_disconnected")
}

#[tokio::test]
#[ignore = "a part of the test above"]
async fn nothing_is_told_to_a_stranger() {
    for line in refused(settings().timeout(Duration::from_secs(3))).await {
        assert!(["unreachable", "timeout"].contains(&line["error_type"].as_str().unwrap()), "{line}");
        assert!(!line["last_error"].as_str().unwrap().is_empty(), "{line}");
    }
}
