use std::path::PathBuf;
use std::process::Command;

use super::{Line, parse};

/// What a run of the program `crash` left behind.
#[derive(Debug)]
pub(crate) struct Crash {
    /// Its log.
    pub(crate) lines: Vec<Line>,
    /// The lines of its standard error.
    pub(crate) said: Vec<String>,
    /// Whether it came to its end.
    pub(crate) lived: bool,
}

/// Runs the program with these steps.
pub(crate) fn crash(steps: &[&str], variables: &[(&str, &str)]) -> Crash {
    let output = Command::new(program())
        .args(steps)
        .env_remove("RUST_BACKTRACE")
        .env_remove("RUST_LIB_BACKTRACE")
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    Crash {
        lines: parse(&String::from_utf8(output.stdout).unwrap()),
        said: stderr.lines().map(str::to_owned).collect(),
        lived: output.status.success(),
    }
}

impl Crash {
    /// The lines of the log whose error message is `text`.
    pub(crate) fn told(&self, text: &str) -> Vec<&Line> {
        self.lines.iter().filter(|line| line.get("error_message").is_some_and(|told| told == text)).collect()
    }
}

/// `cargo test` builds examples beside the tests.
fn program() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let program = test.ancestors().nth(2).unwrap().join("examples/crash");
    assert!(program.exists(), "run `cargo build -p tracewell-failure --example crash` first");
    program
}
