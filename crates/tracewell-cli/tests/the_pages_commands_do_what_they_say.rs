//! The commands of `docs/checking-logs.md` and `docs/flows.md`, run in a shell on the files that the pages show.
//!
//! With `UPDATE_PAGES=1` what they print is written into the pages instead.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]
#![cfg(unix)]

mod support;

use std::path::Path;
use std::process::Command;

use support::Folder;

/// Runs one page, and gives it back as it would have to be.
fn replayed(page: &str) -> String {
    let folder = Folder::new();
    let mut out = String::new();
    let mut rest = page;
    while let Some((before, block)) = rest.split_once("\n```") {
        let (info, body) = block.split_once('\n').unwrap();
        let (body, after) = body.split_once("```\n").unwrap_or((body, ""));
        out.push_str(before);
        out.push_str("\n```");
        out.push_str(info);
        out.push('\n');
        match info.split_once(' ') {
            Some((_, name)) => {
                folder.file(name, body.as_bytes());
                out.push_str(body);
            }
            None if info == "console" => {
                for command in body.lines().filter_map(|line| line.strip_prefix("$ ")) {
                    out.push_str(&format!("$ {command}\n{}", run(command, &folder)));
                }
            }
            None => out.push_str(body),
        }
        out.push_str("```\n");
        rest = after;
    }
    out.push_str(rest);
    out
}

fn run(command: &str, folder: &Folder) -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_tracewell")).parent().unwrap();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths([binary.to_owned()].into_iter().chain(std::env::split_paths(&path))).unwrap();
    let script = format!("{{ {command}\n}} 2>&1");
    let output =
        Command::new("sh").args(["-c", &script]).env("PATH", path).current_dir(folder.path(".")).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

fn holds(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name);
    let page = std::fs::read_to_string(&path).unwrap();
    let replayed = replayed(&page);
    if std::env::var_os("UPDATE_PAGES").is_some() {
        std::fs::write(&path, &replayed).unwrap();
    } else {
        assert_eq!(page, replayed, "{name}");
    }
}

#[test]
fn checking_logs() {
    holds("checking-logs.md");
}

#[test]
fn flows() {
    holds("flows.md");
}
