//! Runs the program `speak`, whose standard output is the real one.
#![allow(dead_code, reason = "shared by test binaries that use different parts of it")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value};
use tracewell::names::variable;

pub(crate) type Line = Map<String, Value>;

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) lived: bool,
}

/// Runs the program with these steps, in an environment of these variables alone.
pub(crate) fn speak<V: AsRef<OsStr>>(steps: &[&str], variables: &[(&str, V)]) -> Run {
    run(Command::new(program("speak")), steps, variables)
}

/// The same in this folder.
pub(crate) fn speak_in(folder: &Path, steps: &[&str], variables: &[(&str, &str)]) -> Run {
    let mut command = Command::new(program("speak"));
    command.current_dir(folder);
    run(command, steps, variables)
}

fn run<V: AsRef<OsStr>>(mut command: Command, steps: &[&str], variables: &[(&str, V)]) -> Run {
    for variable in variable::ALL.iter().copied().chain(["RUST_BACKTRACE", "RUST_LIB_BACKTRACE"]) {
        command.env_remove(variable);
    }
    let output = command.args(steps).envs(variables.iter().map(|(name, value)| (*name, value))).output().unwrap();
    Run {
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
        lived: output.status.success(),
    }
}

/// The same in production, with these variables beside.
pub(crate) fn in_production(steps: &[&str], variables: &[(&str, &str)]) -> Run {
    let variables: Vec<_> = variables.iter().copied().chain([("ENVIRONMENT", "production")]).collect();
    speak(steps, &variables)
}

/// Another program, in production.
pub(crate) fn program_in_production(name: &str, steps: &[&str], variables: &[(&str, &str)]) -> Run {
    let variables: Vec<_> = variables.iter().copied().chain([("ENVIRONMENT", "production")]).collect();
    run(Command::new(program(name)), steps, &variables)
}

impl Run {
    pub(crate) fn lines(&self) -> Vec<Line> {
        let parse = |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        self.stdout.lines().map(parse).collect()
    }

    pub(crate) fn named(&self, name: &str) -> Vec<Line> {
        self.lines().into_iter().filter(|line| line["message"] == name).collect()
    }

    /// The only line of this name.
    pub(crate) fn only(&self, name: &str) -> Line {
        let mut lines = self.named(name);
        assert_eq!(lines.len(), 1, "{name} in {self:#?}");
        lines.remove(0)
    }

    /// The variables that a `config_invalid` names.
    pub(crate) fn invalid(&self) -> Vec<String> {
        self.named("config_invalid").iter().map(|line| line["variable"].as_str().unwrap().to_owned()).collect()
    }
}

/// `cargo test` builds examples beside the tests.
fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let program = test.ancestors().nth(2).unwrap().join("examples").join(name);
    assert!(program.exists(), "run `cargo build -p tracewell --example {name}` first");
    program
}
