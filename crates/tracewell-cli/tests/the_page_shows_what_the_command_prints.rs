//! `docs/command.md` against the command.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use support::{Folder, key_file, tracewell};

/// The code blocks of a language below a heading of the page.
fn blocks(heading: &str, language: &str) -> Vec<String> {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/command.md")).unwrap();
    let (_, section) = page.split_once(&format!("\n## {heading}\n")).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let open = format!("\n```{language}\n");
    section.split(&open).skip(1).map(|block| block.split_once("\n```\n").unwrap().0.to_owned() + "\n").collect()
}

#[test]
fn fields() {
    let [log] = blocks("tracewell fields", "json").try_into().unwrap();
    let [shown] = blocks("tracewell fields", "text").try_into().unwrap();
    let folder = Folder::new();
    let output = tracewell(["fields", &folder.file("app.jsonl", log.as_bytes())], b"");
    assert_eq!(output.stdout, shown);
}

#[test]
fn hmac() {
    let [shown] = blocks("tracewell hmac", "text").try_into().unwrap();
    let folder = Folder::new();
    let keys = key_file(&folder, &[("2026-11", 'R'), ("2026-04", 'Q')]);
    let [typed, _] = blocks("tracewell hmac", "sh").try_into().unwrap();
    let (value, arguments) = typed.trim().strip_prefix("echo ").unwrap().split_once(" | tracewell ").unwrap();
    let arguments = arguments.split(' ').chain(["--key-file", &keys]);
    let output = tracewell(arguments, value.as_bytes());
    assert_eq!(output.stdout, shown);
}
