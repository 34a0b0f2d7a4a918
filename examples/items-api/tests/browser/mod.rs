//! A real browser without a window: Chromium, of the Debian package of that name, driven over a pipe by its DevTools protocol.

#![allow(clippy::expect_used, clippy::unwrap_used, dead_code, reason = "tests, each of which uses a part")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::{Value, json};

/// The longest anything may take on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(60);
/// It talks to loopback, and to nobody else.
const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--remote-debugging-pipe",
];

pub(crate) struct Browser {
    process: Child,
    commands: ChildStdin,
    answers: Receiver<Value>,
    session: Option<String>,
    sent: u64,
    profile: PathBuf,
}

impl Browser {
    /// A browser with a new profile, and an empty page in it.
    pub(crate) fn start() -> Self {
        let profile = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("browser-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&profile);
        std::fs::create_dir_all(&profile).unwrap();
        // It reads commands from descriptor 3 and answers on 4.
        let mut process = Command::new("sh")
            .args(["-c", r#"exec chromium "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1"#, "sh"])
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", profile.display()))
            .arg("about:blank")
            .env("HOME", &profile)
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell");
        let commands = process.stdin.take().unwrap();
        let (sender, answers) = channel();
        let pieces = BufReader::new(process.stdout.take().unwrap()).split(0).map_while(Result::ok);
        std::thread::spawn(move || {
            for piece in pieces {
                let _ = serde_json::from_slice(&piece).map(|answer| sender.send(answer));
            }
        });
        let mut browser = Self { process, commands, answers, session: None, sent: 0, profile };
        let deadline = Instant::now() + PATIENCE;
        let page = loop {
            let targets = browser.call("Target.getTargets", json!({}));
            let page =
                targets["targetInfos"].as_array().unwrap().iter().find(|target| target["type"] == "page").cloned();
            if let Some(page) = page {
                break page;
            }
            assert!(Instant::now() < deadline, "no page");
            std::thread::sleep(Duration::from_millis(50));
        };
        let attached = browser.call("Target.attachToTarget", json!({ "targetId": page["targetId"], "flatten": true }));
        browser.session = Some(attached["sessionId"].as_str().unwrap().to_owned());
        browser
    }

    /// Goes to a page, and waits until it is there.
    pub(crate) fn open(&mut self, address: SocketAddr) {
        let answer = self.call("Page.navigate", json!({ "url": format!("http://{address}/") }));
        assert!(answer.get("errorText").is_none(), "{answer}");
        self.wait_for("document.readyState === 'complete' && location.href !== 'about:blank'");
    }

    /// Every request has these headers from now on.
    pub(crate) fn send_headers(&mut self, headers: &Value) {
        self.call("Network.enable", json!({}));
        self.call("Network.setExtraHTTPHeaders", json!({ "headers": headers }));
    }

    /// What an expression comes to in the page.
    pub(crate) fn evaluate(&mut self, expression: &str) -> Value {
        let answer = self.call("Runtime.evaluate", json!({ "expression": expression, "returnByValue": true }));
        assert!(answer.get("exceptionDetails").is_none(), "{expression}: {answer}");
        answer["result"]["value"].clone()
    }

    /// Waits until an expression holds in the page.
    pub(crate) fn wait_for(&mut self, expression: &str) {
        let deadline = Instant::now() + PATIENCE;
        while self.evaluate(expression) != true {
            assert!(Instant::now() < deadline, "{expression} did not come about; {}", self.shown());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn shown(&mut self) -> Value {
        self.evaluate("document.body ? document.body.innerText : ''")
    }

    fn call(&mut self, method: &str, params: Value) -> Value {
        self.sent += 1;
        let mut command = json!({ "id": self.sent, "method": method, "params": params });
        if let Some(session) = &self.session {
            command["sessionId"] = session.as_str().into();
        }
        let written = self.commands.write_all(format!("{command}\0").as_bytes());
        written.expect("chromium, of the Debian package of that name");
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let mut answer = self.answers.recv_timeout(left).expect("chromium, of the Debian package of that name");
            if answer["id"] == self.sent {
                assert!(answer.get("error").is_none(), "{method}: {answer}");
                return answer["result"].take();
            }
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let group = i32::try_from(self.process.id()).ok().and_then(Pid::from_raw);
        if let Some(group) = group {
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}
