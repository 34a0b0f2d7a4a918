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
    for shown in ["Redaction, before and after", "The audit log, replayed", "The flow check", "The leak scan"] {
        assert!(text.lines().any(|line| line == shown), "{shown} is not shown: {text}");
    }
    for shown in [
        "logged  error_message=a handler with a bug: no user [REDACTED:email]",
        "/lookup/{ip}?key=REDACTED",
        "router.check_security_group started but no router.check_security_group outcome=ok found",
        "the first “Link created”",
        "of standard error: nowhere",
        "sse_subscriber_queue_full",
        "request_cancelled",
    ] {
        assert!(text.contains(shown), "{shown} is not shown: {text}");
    }
    assert!(!text.contains('\x1b'), "colour without a terminal");
}
