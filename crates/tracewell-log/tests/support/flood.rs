use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

/// So long may anything take on a busy machine; it is no measure of speed.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running `flood`, killed when dropped.
#[derive(Debug)]
pub(crate) struct Flood {
    child: Child,
    said: Receiver<String>,
}

impl Flood {
    /// Starts it with these steps.
    pub(crate) fn start(steps: &str, stdout: impl Into<Stdio>) -> Self {
        Self::start_as(Command::new(program()).args(steps.split_whitespace()), stdout)
    }

    /// Starts it with a log file in this folder.
    pub(crate) fn start_in(directory: &Path, steps: &str) -> Self {
        Self::start_as(
            Command::new(program()).args(steps.split_whitespace()).env("FLOOD_DIR", directory),
            Stdio::null(),
        )
    }

    /// The same under a shell's `prelude`, which sets its limits.
    pub(crate) fn start_limited(prelude: &str, directory: &Path, steps: &str) -> Self {
        Self::start_limited_as(prelude, "", directory, steps)
    }

    /// The same by way of a command that runs it.
    pub(crate) fn start_limited_as(prelude: &str, runner: &str, directory: &Path, steps: &str) -> Self {
        let script = format!("{prelude}; exec {runner} \"$0\" {steps}");
        Self::start_as(
            Command::new("sh").arg("-c").arg(script).arg(program()).env("FLOOD_DIR", directory),
            Stdio::null(),
        )
    }

    fn start_as(command: &mut Command, stdout: impl Into<Stdio>) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(stdout).stderr(Stdio::piped()).spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (say, said) = channel();
        thread::spawn(move || stderr.lines().map_while(Result::ok).try_for_each(|line| say.send(line)));
        Self { child, said }
    }

    /// Its standard output, if that is a pipe.
    pub(crate) fn stdout(&mut self) -> ChildStdout {
        self.child.stdout.take().unwrap()
    }

    /// Waits for the next line on standard error, which must hold `text`.
    pub(crate) fn says(&self, text: &str) -> String {
        let line = self.said.recv_timeout(PATIENCE).expect(text);
        assert!(line.contains(text), "{line:?} instead of {text:?}");
        line
    }

    /// What else it says until it ends.
    pub(crate) fn says_at_last(&self) -> Vec<String> {
        let mut lines = Vec::new();
        while let Ok(line) = self.said.recv_timeout(PATIENCE) {
            lines.push(line);
        }
        lines
    }

    /// Lets it leave a `wait`.
    pub(crate) fn go_on(&mut self) {
        self.child.stdin.as_mut().unwrap().write_all(b"\n").unwrap();
    }

    /// Ends it as `kill -9` does.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// The most memory it has used so far, in KiB.
    pub(crate) fn peak_memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.split_whitespace().next().unwrap().parse().unwrap()
    }

    /// Waits for its end.
    pub(crate) fn ends(mut self) -> ExitStatus {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < until, "flood does not end");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Flood {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads to the end, which must come.
pub(crate) fn finish_reading(mut from: impl Read + Send + 'static) -> String {
    let (done, result) = channel();
    thread::spawn(move || {
        let mut text = String::new();
        from.read_to_string(&mut text).unwrap();
        done.send(text)
    });
    result.recv_timeout(PATIENCE).expect("the end of the stream")
}

/// Reads to the end in small pieces, so that the pipe stays full.
pub(crate) fn read_slowly(mut from: impl Read) -> String {
    let mut text = Vec::new();
    let mut piece = [0; 4096];
    while let Ok(bytes @ 1..) = from.read(&mut piece) {
        text.extend_from_slice(&piece[..bytes]);
        thread::sleep(Duration::from_millis(1));
    }
    String::from_utf8(text).unwrap()
}

/// `cargo test` builds examples beside the tests.
fn program() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let program = test.ancestors().nth(2).unwrap().join("examples/flood");
    assert!(program.exists(), "run `cargo build -p tracewell-log --example flood` first");
    program
}
