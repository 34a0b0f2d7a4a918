//! Every kind of secret, planted in every place of a real service, is at none of its exits: whatever the sinks beside the
//! line, in each mode, on standard error too.
#![allow(clippy::unwrap_used, clippy::type_complexity, reason = "a test fails by panicking")]
#![cfg(all(feature = "axum", feature = "testing"))]

mod planted;

use std::collections::BTreeMap;

use planted::{Run, kinds, run};
use serde_json::Value;
use tracewell::redact::Kind;

const PRODUCTION: (&str, &str) = ("ENVIRONMENT", "production");
const DEVELOPMENT: (&str, &str) = ("ENVIRONMENT", "development");

/// How often each planted event is there, by its number.
fn cases(lines: &[Value]) -> BTreeMap<u64, usize> {
    let mut cases = BTreeMap::new();
    for line in lines {
        // The foreign sink nests its fields.
        let case = line.get("case").or_else(|| line["fields"].get("case"));
        if let Some(case) = case.and_then(Value::as_u64) {
            *cases.entry(case).or_insert(0) += 1;
        }
    }
    cases
}

#[track_caller]
fn assert_each_once(run: &Run, exit: &str) {
    let cases = cases(&run.lines(exit));
    let last = *cases.keys().last().unwrap();
    assert!(last > 1000, "{last} events on {exit}");
    assert_eq!(cases.len() as u64, last, "some are missing on {exit}");
    assert!(cases.values().all(|times| *times == 1), "some are there twice on {exit}");
}

/// Each secret of a panic, before and after the log's time, has its line, and so has the end of `main`.
#[track_caller]
fn assert_standard_error_tells(run: &Run) {
    let said = String::from_utf8(run.bytes("standard error").to_vec()).unwrap();
    let count = |text: &str| said.lines().filter(|line| line.starts_with("panic at ") && line.contains(text)).count();
    assert_eq!(count("too early for "), kinds().len(), "{said}");
    assert_eq!(count("too late for "), kinds().len(), "{said}");
    assert!(said.lines().last().unwrap().starts_with("error: Slip { text: "), "{said}");
    assert_eq!(said.lines().count(), 2 * kinds().len() + 1, "{said}");
}

#[test]
fn every_kind_is_planted() {
    for kind in Kind::ALL {
        assert!(kinds().contains(&kind.as_str()), "{kind:?}");
    }
}

#[test]
fn with_the_line_alone_in_production() {
    let run = run("line", &[PRODUCTION]);
    run.assert_sealed_but_for(&[]);
    assert_each_once(&run, "stdout");
    assert_standard_error_tells(&run);
}

#[test]
fn with_the_line_alone_in_development() {
    let run = run("line", &[DEVELOPMENT]);
    run.assert_sealed_but_for(&[]);
    assert_each_once(&run, "stdout");
    assert_standard_error_tells(&run);
}

#[test]
fn with_a_line_for_eyes() {
    run("line", &[DEVELOPMENT, ("LOG_FORMAT", "pretty")]).assert_sealed_but_for(&[]);
}

#[test]
fn with_a_foreign_sink_in_production() {
    let run = run("foreign", &[PRODUCTION]);
    run.assert_sealed_but_for(&[]);
    assert_each_once(&run, "stdout");
    assert_each_once(&run, "foreign sink");
    assert_standard_error_tells(&run);
}

#[test]
fn with_a_foreign_sink_in_development() {
    let run = run("foreign", &[DEVELOPMENT]);
    run.assert_sealed_but_for(&[]);
    assert_each_once(&run, "stdout");
    assert_each_once(&run, "foreign sink");

    // Ids are the line's own business; a foreign sink gets its requests as spans.
    let lines = run.lines("foreign sink");
    let completed: Vec<_> = lines.iter().filter(|line| line["fields"]["message"] == "request_completed").collect();
    assert!(completed.len() > kinds().len(), "{}", completed.len());
    for line in completed {
        assert_eq!(line["span"]["name"], "request", "{line}");
    }
}

#[test]
fn with_a_filtered_sink_beside_an_unfiltered_one() {
    for mode in [PRODUCTION, DEVELOPMENT] {
        let run = run("filtered", &[mode]);
        run.assert_sealed_but_for(&[]);
        assert_each_once(&run, "stdout");
        assert_each_once(&run, "foreign sink");

        let is_severe = |line: &Value| line["level"] == "WARN" || line["level"] == "ERROR";
        let (all, warnings) = (run.lines("foreign sink"), run.lines("filtered sink"));
        assert!(warnings.iter().all(is_severe));
        let severe: Vec<Value> = all.into_iter().filter(is_severe).collect();
        assert_eq!(cases(&warnings), cases(&severe));
        assert_eq!(warnings.len(), severe.len());
    }
}

#[test]
fn but_for_the_sink_that_says_it_is_unguarded() {
    for mode in [PRODUCTION, DEVELOPMENT] {
        let run = run("unguarded", &[mode]);
        run.assert_sealed_but_for(&["unguarded sink"]);
        assert_each_once(&run, "foreign sink");
        assert_each_once(&run, "unguarded sink");

        // It shows that what is planted would be found.
        for kind in kinds().into_iter().chain(["name", "number"]) {
            assert!(run.shows("unguarded sink", kind, ""), "{kind} was not found");
        }
        for place in ["took ", "display", "\"work\"", "in a wide span", "unhandled_exception", "log says"] {
            assert!(run.shows("unguarded sink", "email", place), "nothing was found in {place}");
        }
    }
}

#[test]
fn but_where_development_switches_redaction_off() {
    let off = [("PII_FILTERING_ENABLED", "false")];
    let run_with = |mode| run("foreign", &[mode, off[0]]);
    assert!(run_with(DEVELOPMENT).shows("stdout", "email", "took "));
    run_with(PRODUCTION).assert_sealed_but_for(&[]);
}
