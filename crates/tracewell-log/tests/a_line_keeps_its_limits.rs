//! Values and lines are cut, on character boundaries, and say so.

#![allow(clippy::unwrap_used, reason = "what fails in a test fails the test")]

mod lines;

use std::fmt::{self, Write};

use lines::{line_of, only, parse, raw_lines_of};
use serde_json::{Map, Value, json};
use tracewell_context::{Context, CorrelationId, Principal, TeamId, UserId};
use tracewell_log::LogLayer;
use tracewell_redact::Policy;

fn layer() -> LogLayer {
    LogLayer::new(Policy::development())
}

/// The line of `work`, which must fit.
fn fitting(longest: usize, layer: LogLayer, work: impl FnOnce()) -> Map<String, Value> {
    let line = only(raw_lines_of(layer.max_line_bytes(longest), work));
    assert!(line.len() <= longest, "{} bytes instead of {longest}", line.len());
    parse(&line)
}

/// What is left of a value, and how many bytes are said to be missing.
fn cut(value: &Value) -> (&str, usize) {
    let (kept, mark) = value.as_str().unwrap().rsplit_once("…[+").unwrap();
    (kept, mark.strip_suffix(" bytes]").unwrap().parse().unwrap())
}

#[test]
fn a_long_value_is_cut_and_says_so() {
    let line =
        line_of(layer(), || tracing::info!(exact = "x".repeat(8192), more = "y".repeat(9000), "{}", "z".repeat(9000)));
    assert_eq!(line["exact"], "x".repeat(8192));
    assert_eq!(line["more"], format!("{}…[+808 bytes]", "y".repeat(8192)));
    assert_eq!(line["message"], format!("{}…[+808 bytes]", "z".repeat(8192)));
}

#[test]
fn the_limit_can_be_set() {
    let line = line_of(layer().max_value_bytes(4), || {
        tracing::info!(text = "12345", char = "123é", short = "1234", number = 123_456, debug = ?"1234", "message");
    });
    assert_eq!(line["text"], "1234…[+1 bytes]");
    assert_eq!(line["char"], "123…[+2 bytes]");
    assert_eq!(line["short"], "1234");
    assert_eq!(line["number"], json!(123_456));
    assert_eq!(line["debug"], "\"123…[+2 bytes]");
    assert_eq!(line["message"], "mess…[+3 bytes]");
}

#[test]
fn span_fields_static_fields_and_paths_are_cut_too() {
    let layer = layer().static_fields([("region", "europe-west")]).max_value_bytes(6);
    let line = line_of(layer, || {
        let context = Context::new(CorrelationId::new("a-longer-id").unwrap());
        context.set_request("GET", "/v1/items");
        context.in_scope(|| tracing::info_span!("work", field = "1234567").in_scope(|| tracing::info!("hello")));
    });
    assert_eq!(line["field"], "123456…[+1 bytes]");
    assert_eq!(line["region"], "europe…[+5 bytes]");
    assert_eq!(line["path"], "/v1/it…[+3 bytes]");
    assert_eq!(line["correlation_id"], "a-longer-id", "an id is bounded already, and half of one finds nothing");
}

/// Writes so many bytes, and does not care whether anybody takes them.
struct Stubborn(usize);

impl fmt::Debug for Stubborn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for _ in 0..self.0 / 16 {
            let _ = f.write_str("0123456789abcde\n");
        }
        Ok(())
    }
}

#[test]
fn huge_debug_text_is_not_kept() {
    let line = line_of(layer(), || tracing::info!(huge = ?Stubborn(10 << 20), after = 1, "hello"));
    let (kept, missing) = cut(&line["huge"]);
    assert_eq!(kept.len(), 8192);
    assert_eq!(missing, (10 << 20) - 8192);
    assert_eq!(line["after"], json!(1));
}

#[test]
fn well_behaved_debug_text_stops_at_the_limit() {
    struct Counting<'a>(&'a std::cell::Cell<usize>);
    impl fmt::Debug for Counting<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            loop {
                f.write_str("0123456789abcdef")?;
                self.0.set(self.0.get() + 16);
            }
        }
    }
    let written = std::cell::Cell::new(0);
    let line = line_of(layer(), || tracing::info!(endless = ?Counting(&written)));
    assert_eq!(cut(&line["endless"]).0.len(), 8192);
    assert!(written.get() <= 8192 + 4096 + 16);
}

#[test]
fn a_long_line_loses_of_its_longest_values_first() {
    let line = fitting(65536, layer(), || {
        let long = |letter: &str| letter.repeat(8000);
        tracing::info!(
            short = "short",
            medium = "m".repeat(3000),
            a = long("a"),
            b = long("b"),
            c = long("c"),
            d = long("d"),
            e = long("e"),
            f = long("f"),
            g = long("g"),
            h = long("h"),
            i = long("i"),
            "{}",
            "\n".repeat(8000)
        );
    });
    assert_eq!(line["short"], "short");
    assert_eq!(line["medium"], "m".repeat(3000));
    let lengths: Vec<_> =
        ["a", "b", "c", "d", "e", "f", "g", "h", "i"].iter().map(|key| cut(&line[*key]).0.len()).collect();
    assert!(lengths.iter().all(|length| *length > 5000 && *length == lengths[0]), "{lengths:?}");
    assert_eq!(cut(&line["a"]).1, 8000 - lengths[0]);
    let (kept, missing) = cut(&line["message"]);
    assert_eq!(kept.len() + missing, 8000);
}

#[test]
fn what_is_cut_twice_counts_from_the_start() {
    let line = fitting(1000, layer().max_value_bytes(2000), || tracing::info!(text = "é".repeat(1500)));
    let (kept, missing) = cut(&line["text"]);
    assert!(kept.len() > 500 && kept.chars().all(|c| c == 'é'));
    assert_eq!(kept.len() + missing, 3000);
}

#[test]
fn fields_of_the_outermost_span_go_first_when_cutting_is_not_enough() {
    const N: u64 = u64::MAX;
    let line = fitting(512, layer(), || {
        tracing::info_span!("outermost", o1 = N, o2 = N, o3 = N, o4 = N, o5 = N, o6 = N, o7 = N, o8 = N).in_scope(
            || {
                tracing::info_span!("inner", name = "inner", a = N, b = N, c = N, d = N, e = N, f = N, g = N, h = N)
                    .in_scope(|| tracing::info!(event = "x", number = 7, big = "y".repeat(500), "hello"));
            },
        );
    });
    assert_eq!((&line["event"], &line["number"], &line["message"]), (&json!("x"), &json!(7), &json!("hello")));
    assert!(cut(&line["big"]).1 > 400);
    assert_eq!((&line["name"], &line["a"]), (&json!("inner"), &json!(N)));
    assert_eq!(line.get("o8"), None);
}

#[test]
fn what_identifies_a_line_survives_everything() {
    let line = fitting(600, layer().static_fields((0..50).map(|n| (format!("static{n}"), "x".repeat(50)))), || {
        let context = Context::new(CorrelationId::new("r-1").unwrap());
        context.bind(Principal::new(TeamId::new("acme").unwrap()).user(UserId::new("user-7").unwrap())).unwrap();
        context.set_request("GET", &"/long".repeat(1000));
        context.in_scope(|| {
            let mut spans = Vec::new();
            for depth in 0..1000_u64 {
                spans.push(tracing::info_span!("deep", depth, a = "\u{1b}".repeat(1000)).entered());
            }
            tracing::error!(target: "app::orders", "{}", "long ".repeat(4000));
            while spans.pop().is_some() {}
        });
    });
    assert_eq!(
        (&line["level"], &line["target"], &line["span"]),
        (&json!("ERROR"), &json!("app::orders"), &json!("deep"))
    );
    assert_eq!((&line["correlation_id"], &line["team_id"]), (&json!("r-1"), &json!("acme")));
    assert_eq!(line["user_id"], "user-7");
    assert!(cut(&line["message"]).1 > 19000);
}

#[test]
fn ids_are_cut_where_nothing_else_is_left() {
    let line = fitting(512, layer(), || {
        let context = Context::new(CorrelationId::new("c".repeat(128)).unwrap());
        let principal =
            Principal::new(TeamId::new("é".repeat(128)).unwrap()).user(UserId::new("\"".repeat(128)).unwrap());
        context.bind(principal).unwrap();
        context.in_scope(|| tracing::info_span!("work").in_scope(|| tracing::error!("{}", "long ".repeat(4000))));
    });
    assert!(cut(&line["team_id"]).0.starts_with("ééé"));
    assert!(cut(&line["user_id"]).0.starts_with("\"\"\""));
    assert_eq!(line["span"], "work");
}

#[test]
fn embedded_json_that_does_not_fit_becomes_text() {
    let errors = format!("[{}1]", "1,".repeat(400));
    let emit = || tracing::info!(target: "tracewell::http", errors = errors.as_str(), "validation_error");
    assert_eq!(line_of(layer(), emit)["errors"].as_array().unwrap().len(), 401);
    assert_eq!(line_of(layer().max_value_bytes(100), emit)["errors"], format!("{}…[+703 bytes]", &errors[..100]));
    assert_eq!(fitting(600, layer(), emit)["errors"], "…[+803 bytes]");
}

#[test]
fn the_sum_of_all_spans_is_bounded_by_the_line() {
    let mut text = String::new();
    write!(text, "{:08192}", 0).unwrap();
    let line = fitting(65536, layer(), || {
        let mut spans = Vec::new();
        for _ in 0..50 {
            spans.push(tracing::info_span!("deep", a = text, b = text, c = text).entered());
        }
        tracing::info!("hello");
        while spans.pop().is_some() {}
    });
    assert_eq!(line["a"], text);
}
