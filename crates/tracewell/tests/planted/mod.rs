//! A run of the program `planted`, and what it left behind.

#[path = "../../examples/planted/secrets.rs"]
mod secrets;

mod pieces;
mod program;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;
use tracewell::testing::find_leaks;

use self::pieces::pieces;
use self::program::program;

/// Pieces without a secret in them: what exits and runs have in common is looked at once.
static CLEAN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

pub(crate) struct Run {
    /// Name and bytes of each way out.
    exits: Vec<(&'static str, Vec<u8>)>,
}

/// Runs the program with sinks composed like this.
pub(crate) fn run(composition: &str, variables: &[(&str, &str)]) -> Run {
    let mode: String = variables.iter().map(|(_, value)| format!("-{value}")).collect();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("planted-{composition}{mode}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let output = Command::new(program())
        .args([composition.as_ref(), folder.as_os_str()])
        .env_clear()
        .envs([("RUST_LOG", "trace"), ("LOG_FORMAT", "json"), ("RUST_BACKTRACE", "1")])
        .env("LOG_DIR", folder.join("logs"))
        .env("LOG_FILE_MAX_BYTES", "1000000000")
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let file = |name: &str| fs::read(folder.join(name)).unwrap_or_default();
    let exits = vec![
        ("standard error", output.stderr),
        ("stdout", output.stdout),
        ("foreign sink", file("foreign.jsonl")),
        ("filtered sink", file("warnings.jsonl")),
        ("unguarded sink", file("unguarded.jsonl")),
        ("answers", file("answers.txt")),
        ("log file", file("logs/app.jsonl")),
    ];
    // It ends with an error on purpose.
    let run = Run { exits };
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(run.bytes("standard error")));
    run
}

impl Run {
    pub(crate) fn bytes(&self, exit: &str) -> &[u8] {
        &self.exits.iter().find(|(name, _)| *name == exit).unwrap().1
    }

    /// The lines of an exit, each an object.
    pub(crate) fn lines(&self, exit: &str) -> Vec<Value> {
        let text = String::from_utf8(self.bytes(exit).to_vec()).unwrap();
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error} in {line}")))
            .collect()
    }

    /// Kind and line of each leak.
    pub(crate) fn leaks(&self, exit: &str) -> Vec<(String, &str)> {
        let needles = secrets::needles();
        let mut pieces = pieces(self.bytes(exit));
        let clean = || CLEAN.lock().unwrap_or_else(PoisonError::into_inner);
        {
            let clean = clean();
            pieces.retain(|piece, _| !clean.contains(piece));
        }
        let mut text = String::new();
        let mut lines = Vec::new();
        for (piece, line) in &pieces {
            text.push_str(piece);
            text.push('\n');
            lines.push(*line);
        }
        let found = find_leaks(&text, needles.iter().map(|(_, needle)| needle));
        if found.is_empty() {
            clean().extend(pieces.into_keys());
        }
        found.iter().map(|leak| (format!("{}: {leak}", needles[leak.secret()].0), lines[leak.line() - 1])).collect()
    }

    /// Whether something of this kind is there as it was planted, on a line that has `place`. For an exit that is all
    /// leaks, of which a list would be long.
    pub(crate) fn shows(&self, exit: &str, kind: &str, place: &str) -> bool {
        let text = String::from_utf8_lossy(self.bytes(exit));
        let needles: Vec<_> = secrets::needles().into_iter().filter(|(of, _)| of.starts_with(kind)).collect();
        text.lines().any(|line| line.contains(place) && needles.iter().any(|(_, needle)| line.contains(needle)))
    }

    /// No exit but these has a secret in it.
    #[track_caller]
    pub(crate) fn assert_sealed_but_for(&self, open: &[&str]) {
        let mut told = String::new();
        for (exit, _) in self.exits.iter().filter(|(exit, _)| !open.contains(exit)) {
            let leaks = self.leaks(exit);
            if !leaks.is_empty() {
                told.push_str(&format!("\n{} leaks on {exit}", leaks.len()));
            }
            // One each line: parts of a secret stand where the whole does.
            let lines: BTreeMap<_, _> = leaks.iter().map(|(leak, line)| (*line, leak)).collect();
            for (line, leak) in lines.iter().take(40) {
                // They are no real secrets, and the place is what matters here.
                let line: String = line.chars().take(900).collect();
                told.push_str(&format!("\n  {leak}\n    {line}"));
            }
        }
        assert!(told.is_empty(), "{told}");
    }
}

/// The kinds planted.
pub(crate) fn kinds() -> Vec<&'static str> {
    secrets::secrets().into_iter().map(|secret| secret.kind).collect()
}
