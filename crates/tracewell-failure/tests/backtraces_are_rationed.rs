//! Backtraces come only where they are asked for, and at most ten per kind of failure in ten seconds.

mod support;

use support::{Line, crash};

fn with_backtrace(lines: &[Line]) -> usize {
    lines.iter().filter(|line| line.contains_key("backtrace")).count()
}

#[test]
fn none_unless_asked_for() {
    let crash = crash(&["listen", "hook", "many=3"], &[]);
    assert_eq!((crash.lines.len(), with_backtrace(&crash.lines)), (3, 0));
}

#[test]
fn ten_of_one_place() {
    let crash = crash(&["listen", "hook", "many=14"], &[("RUST_BACKTRACE", "1")]);
    assert_eq!((crash.lines.len(), with_backtrace(&crash.lines)), (14, 10));
    let backtrace = crash.lines[0]["backtrace"].as_str().unwrap();
    assert!(backtrace.contains("crash::main"), "{backtrace}");
}

#[test]
fn ten_of_each_place_and_route() {
    let variables = [("RUST_BACKTRACE", "1")];
    let crash = crash(&["listen", "hook", "many=11", "object", "routes=11", "caught=x"], &variables);
    assert_eq!((crash.lines.len(), with_backtrace(&crash.lines)), (24, 23));
}
