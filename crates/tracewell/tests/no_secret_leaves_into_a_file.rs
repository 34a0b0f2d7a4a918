//! The log file gets the very bytes that standard output gets, so that what is sealed there is sealed here; and with a line
//! for eyes on standard output it gets JSON all the same.
#![allow(
    clippy::unwrap_used,
    clippy::type_complexity,
    dead_code,
    reason = "a test fails by panicking, and uses a part of the run"
)]
#![cfg(all(feature = "axum", feature = "testing"))]

mod planted;

use planted::run;

const FILE: (&str, &str) = ("LOG_TO_FILE", "true");

#[test]
fn what_the_file_holds_is_what_standard_output_shows() {
    for (composition, mode) in [("line", "production"), ("foreign", "production"), ("line", "development")] {
        let run = run(composition, &[("ENVIRONMENT", mode), FILE]);
        let (file, stdout) = (run.bytes("log file"), run.bytes("stdout"));
        assert!(file.len() > 100_000, "{} bytes", file.len());
        assert!(file == stdout, "{composition} in {mode}: {} bytes, {} on standard output", file.len(), stdout.len());
    }
}

#[test]
fn a_line_for_eyes_beside_it_opens_no_way_in() {
    let run = run("line", &[("ENVIRONMENT", "development"), ("LOG_FORMAT", "pretty"), FILE]);
    assert!(run.lines("log file").len() > 1000);
    run.assert_sealed_but_for(&[]);
}
