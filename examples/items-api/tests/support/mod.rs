//! The real program in a process of its own, and a client that may misbehave. Both are those of the tour.

#![allow(clippy::unwrap_used, dead_code, reason = "tests, each of which uses a part")]

#[path = "../../src/tour/client.rs"]
pub(crate) mod client;
#[path = "../../src/tour/process.rs"]
pub(crate) mod process;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use self::client::{Request, Response};
use self::process::{Ended, Process};

pub(crate) const TOKEN: &str = "any-token";
/// The user that development identity makes of [`TOKEN`].
pub(crate) const USER: &str = "a-test-only-id-a1d4ecf2";

/// The program under test.
pub(crate) fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_items-api"))
}

/// A running service with a data folder of its own.
pub(crate) struct Service(Process, Arc<Folder>);

/// A data folder that is gone when the test has passed.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Arc<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("data-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        Arc::new(Self(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.0.join("audit.jsonl")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Service {
    /// In development, on a free port.
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    /// The same with further variables, which win.
    pub(crate) fn start_with(environment: &[(&str, &str)]) -> Self {
        Self::start_in(&Folder::new(), environment)
    }

    /// The same in a data folder that may have been used before.
    pub(crate) fn start_in(folder: &Arc<Folder>, environment: &[(&str, &str)]) -> Self {
        Self::launch(folder, &[], environment)
    }

    /// The same with further arguments.
    pub(crate) fn start_with_arguments(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        Self::launch(&Folder::new(), arguments, environment)
    }

    fn launch(folder: &Arc<Folder>, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let base = [("ENVIRONMENT", "development"), ("LOG_FORMAT", "json"), ("LOG_LEVEL", "debug")];
        let environment: Vec<_> = base.iter().chain(environment).copied().collect();
        let own = ["--port", "0", "--data", folder.path().to_str().unwrap()];
        let arguments: Vec<_> = own.iter().chain(arguments).copied().collect();
        Self(Process::start(program(), &arguments, &environment).unwrap(), Arc::clone(folder))
    }

    pub(crate) fn process(&self) -> &Process {
        &self.0
    }

    pub(crate) fn send(&self, request: &Request) -> Response {
        request.send(self.0.address()).unwrap()
    }

    /// Sends a request of team-a.
    pub(crate) fn call(&self, method: &'static str, target: &str, body: Option<&Value>) -> Response {
        self.call_as("team-a", method, target, body)
    }

    pub(crate) fn call_as(&self, team: &str, method: &'static str, target: &str, body: Option<&Value>) -> Response {
        let request = Request::new(method, target).bearer(TOKEN).header("x-dev-team", team);
        self.send(&match body {
            Some(body) => request.body(body.to_string()),
            None => request,
        })
    }

    /// Makes an item of team-a and gives back its id.
    pub(crate) fn item(&self, properties: Value) -> String {
        let item = self.call("POST", "/v1/items", Some(&json!({ "properties": properties })));
        assert_eq!(item.status(), 200, "{}", item.text());
        item.json()["id"].as_str().unwrap().to_owned()
    }

    /// What is left once it has ended by itself.
    pub(crate) fn wait(self) -> Ended {
        self.0.wait().unwrap()
    }

    /// SIGTERM, and what is left then: exit code, log, standard error.
    pub(crate) fn end(self) -> Ended {
        self.0.terminate().unwrap();
        self.0.wait().unwrap()
    }
}

/// The lines of a log, each an object.
pub(crate) fn lines(ended: &Ended) -> Vec<Value> {
    let parse = |line: &String| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error} in {line}"));
    ended.log().iter().map(parse).collect()
}

/// The lines of one request.
pub(crate) fn lines_of<'l>(lines: &'l [Value], id: &str) -> Vec<&'l Value> {
    lines.iter().filter(|line| line["correlation_id"] == id).collect()
}

/// The one terminal event of a request.
pub(crate) fn terminal<'l>(lines: &'l [Value], id: &str) -> &'l Value {
    let terminal = ["request_completed", "request_failed", "request_cancelled"];
    let found: Vec<_> =
        lines_of(lines, id).into_iter().filter(|line| terminal.contains(&line["message"].as_str().unwrap())).collect();
    assert_eq!(found.len(), 1, "terminal events of {id}: {found:?}");
    found[0]
}

/// Waits until `done` says so.
pub(crate) fn eventually(what: &str, done: impl FnMut() -> bool) {
    eventually_within(Duration::from_secs(10), what, done);
}

/// Waits until `done` says so, for so long at most.
pub(crate) fn eventually_within(patience: Duration, what: &str, mut done: impl FnMut() -> bool) {
    let deadline = Instant::now() + patience;
    while !done() {
        assert!(Instant::now() < deadline, "{what} did not come about");
        std::thread::sleep(Duration::from_millis(10));
    }
}
