//! The command line: help that helps, and refusals that say why.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use support::client::Request;
use support::process::{Ended, Process};
use support::{Service, program};

fn run(arguments: &[&str]) -> Ended {
    Process::run(program(), arguments, &[("ENVIRONMENT", "development")]).unwrap()
}

#[test]
fn help_says_what_there_is() {
    let help = run(&["--help"]);
    assert_eq!(help.code(), Some(0));
    let text = help.log().join("\n");
    for word in
        ["--port", "2207", "--data", "--auth", "--tour", "SHUTDOWN_DELAY_SECONDS", "curl", "Authorization: Bearer"]
    {
        assert!(text.contains(word), "{word} is missing in\n{text}");
    }
    let version = run(&["--version"]);
    assert_eq!(
        (version.code(), version.log()[0].as_str()),
        (Some(0), concat!("items-api ", env!("CARGO_PKG_VERSION")))
    );
}

#[test]
fn bad_usage_exits_with_two_before_anything_runs() {
    for arguments in [
        &["--nope"][..],
        &["--port", "65536"],
        &["--port"],
        &["--auth", "none"],
        &["extra"],
        &["--tour", "--port", "0"],
    ] {
        let refused = run(arguments);
        assert_eq!(refused.code(), Some(2), "{arguments:?}");
        assert!(refused.log().is_empty() && !refused.errors().is_empty(), "{arguments:?}");
    }
}

#[test]
fn what_was_typed_steers_no_terminal() {
    for arguments in
        [&["--bogus\x1b[31m\u{202e}"][..], &["--port", "\x1b]0;x\x07"], &["--auth", "\u{9b}2J\r"], &["\x1b[2J"]]
    {
        let refused = run(arguments);
        let text = refused.errors().join("\n");
        assert_eq!(refused.code(), Some(2), "{arguments:?}");
        assert!(text.contains("\\u{") && !text.contains(['\x1b', '\x07', '\r', '\u{9b}', '\u{202e}']), "{text:?}");
    }
}

#[test]
fn what_was_typed_by_mistake_is_not_repeated() {
    let address = ["alice", "example.com"].join("@");
    let refused = run(&["--port", &address]);
    let text = refused.errors().join("\n");
    assert_eq!(refused.code(), Some(2));
    assert!(text.contains("[REDACTED:email]") && !text.contains("alice"), "{text:?}");
}

#[test]
fn a_port_that_is_taken_is_said_so() {
    let service = Service::start();
    let port = service.process().address().port().to_string();
    let refused = run(&["--port", &port]);
    assert_eq!(refused.code(), Some(1));
    assert!(refused.errors()[0].contains(&format!("cannot listen on 127.0.0.1:{port}")), "{:?}", refused.errors());
}

#[test]
fn it_writes_its_data_folder_and_nothing_else() {
    let folder = support::Folder::new();
    let arguments = ["--port", "0", "--data", folder.path().to_str().unwrap()];
    let service = Process::start(program(), &arguments, &[("ENVIRONMENT", "development")]).unwrap();
    assert_eq!(Request::get("/health").send(service.address()).unwrap().status(), 200);
    service.terminate().unwrap();
    assert_eq!(service.wait().unwrap().code(), Some(0));
    let mut names: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["audit.jsonl", "audit.jsonl.lock"]);
}
