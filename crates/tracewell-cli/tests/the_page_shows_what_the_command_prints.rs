//! `docs/command.md` against the command.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use support::{Folder, tracewell};

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
