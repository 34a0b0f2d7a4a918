//! Plants every kind of secret in every place that a service has, through the real facade, and ends. Not an example to
//! follow: everything a service should not do is done here, for the test `no_secret_leaves` to look at what comes out.
//!
//! `planted COMPOSITION FOLDER`: the log goes to standard output, foreign sinks write into the folder, and so goes
//! whatever the clients were answered.
#![allow(clippy::unwrap_used, clippy::type_complexity, reason = "a part of a test: it fails by panicking")]

mod client;
mod events;
mod routes;
mod secrets;
mod sinks;

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;
use std::{env, fmt, fs};

use secrets::secrets;

/// An error whose texts hold secrets.
#[derive(Debug)]
pub(crate) struct Slip {
    text: String,
    source: Option<Box<Slip>>,
}

impl Slip {
    pub(crate) fn new(text: &str) -> Self {
        let source = Self { text: format!("because of {text} here"), source: None };
        Self { text: format!("failed for {text}, then"), source: Some(Box::new(source)) }
    }
}

impl fmt::Display for Slip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Slip {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let (composition, folder) = (arguments.next().unwrap(), arguments.next().unwrap());
    // Nobody has a hook or a subscriber yet, and a thread dies.
    tracewell::run(move || {
        for secret in secrets() {
            let _ = std::thread::spawn(move || panic!("too early for {} here", secret.text)).join();
        }
        plant(&composition, Path::new(&folder));
        let all: Vec<String> = secrets().into_iter().map(|secret| secret.text).collect();
        Err(Slip::new(&all.join(" and ")))
    })
}

fn plant(composition: &str, folder: &Path) {
    let builder = sinks::builder(composition, folder);
    let telemetry = builder.allow(["note", "case"]).init().unwrap();
    let mut events = events::Events::default();
    for secret in secrets() {
        events.plant(&secret.text);
    }
    events.plant_names();

    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let answers = runtime.block_on(routes::serve_and_ask());
    fs::write(folder.join("answers.txt"), answers).unwrap();
    drop(runtime);

    telemetry.publish_metrics();
    let _ = telemetry.shutdown(Duration::from_secs(20));
    // The log is gone: what is told from here on is for standard error.
    for secret in secrets() {
        let text = secret.text;
        tracing::error!(note = text.as_str(), "too late for {text}");
        let _ = std::thread::spawn(move || panic!("too late for {text} here")).join();
    }
}
