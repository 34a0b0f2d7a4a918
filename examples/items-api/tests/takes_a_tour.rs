//! The tour holds, is quick, and is plain text where nobody looks at it.

mod support;

use std::time::{Duration, Instant};

use support::process::Process;
use support::program;

#[test]
fn the_tour_holds() {
    let begin = Instant::now();
    let ended = Process::run(program(), &["--tour"], &[]).unwrap();
    let text = ended.log().join("\n");
    assert_eq!(ended.code(), Some(0), "{text}\n{:?}", ended.errors());
    assert!(begin.elapsed() < Duration::from_secs(20));
    assert!(ended.errors().is_empty(), "{:?}", ended.errors());
    assert!(text.contains("everything held") && !text.contains("FAILED"), "{text}");
    assert!(text.lines().filter(|line| line.trim_start().starts_with("ok ")).count() >= 10, "{text}");
    assert!(!text.contains('\x1b'), "colour without a terminal");
}
