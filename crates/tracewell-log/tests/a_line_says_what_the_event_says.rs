//! The shape of the line: its first keys, the types of its values, the context it was raised in.
#![allow(clippy::unwrap_used, reason = "what fails in a test fails the test")]

mod lines;

use std::error::Error;
use std::fmt;

use lines::{keys_in_order, line, line_of, lines, only, raw_lines_of};
use serde_json::{Value, json};
use tracewell_context::{Context, CorrelationId, Principal, TeamId, UserId};
use tracewell_log::{LogLayer, TraceIds};
use tracewell_redact::Policy;

fn layer() -> LogLayer {
    LogLayer::new(Policy::development())
}

fn request() -> Context {
    let context = Context::new(CorrelationId::new("r-1").unwrap());
    context.set_request("GET", "/v1/items/7");
    context.set_route("/v1/items/{id}");
    context.bind(Principal::new(TeamId::new("acme").unwrap()).user(UserId::new("user-7").unwrap())).unwrap();
    context
}

#[test]
fn the_first_keys_are_always_there_in_their_order() {
    let line = only(raw_lines_of(layer(), || {
        request().in_scope(|| {
            tracing::info_span!("outer", depth = 1)
                .in_scope(|| tracing::info_span!("inner").in_scope(|| tracing::warn!(answer = 42, "hello")));
        });
    }));
    let keys = [
        "timestamp",
        "level",
        "message",
        "target",
        "correlation_id",
        "team_id",
        "user_id",
        "span",
        "answer",
        "depth",
        "method",
        "path",
        "route",
    ];
    assert_eq!(keys_in_order(&line), keys);
    let line = lines::parse(&line);
    assert_eq!(line["level"], "WARN");
    assert_eq!(line["message"], "hello");
    assert_eq!(line["target"], "a_line_says_what_the_event_says");
    assert_eq!(line["span"], "inner");
    assert_eq!(
        (&line["correlation_id"], &line["team_id"], &line["user_id"]),
        (&json!("r-1"), &json!("acme"), &json!("user-7"))
    );
    assert_eq!(
        (&line["method"], &line["path"], &line["route"]),
        (&json!("GET"), &json!("/v1/items/7"), &json!("/v1/items/{id}"))
    );
}

#[test]
fn the_timestamp_is_utc_with_microseconds() {
    let before = std::time::SystemTime::now();
    let line = line(|| tracing::info!("hello"));
    let after = std::time::SystemTime::now();
    let text = line["timestamp"].as_str().unwrap();
    let pattern: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    assert_eq!(pattern, "0000-00-00T00:00:00.000000Z");
    let time = std::time::SystemTime::from(text.parse::<jiff::Timestamp>().unwrap());
    let micro = std::time::Duration::from_micros(1);
    assert!(before - micro <= time && time <= after);
}

#[test]
fn a_line_without_context_has_no_ids() {
    let line = line(|| tracing::info!("hello"));
    assert_eq!(line.keys().collect::<Vec<_>>(), ["level", "message", "target", "timestamp"]);
}

#[test]
fn an_event_without_message_has_an_empty_one() {
    assert_eq!(line(|| tracing::info!(a = 1))["message"], "");
    assert_eq!(line(|| tracing::info!(message = 5))["message"], "5");
    assert_eq!(line(|| tracing::info!(message = "as a field", a = 1))["message"], "as a field");
}

#[derive(Debug)]
struct Outer(Inner);
#[derive(Debug)]
struct Inner;

impl fmt::Display for Outer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("outer failed")
    }
}

impl fmt::Display for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("inner \"failed\"")
    }
}

impl Error for Inner {}
impl Error for Outer {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

#[test]
fn values_keep_their_types() {
    let error = Outer(Inner);
    let line = line(|| {
        tracing::info!(
            unsigned = u64::MAX,
            signed = i64::MIN,
            float = 0.1,
            whole = 3.0,
            small = 1e-300,
            yes = true,
            no = false,
            text = "tab\there",
            bytes = &b"caf\xc3\xa9 \xff"[..],
            debug = ?Some("x"),
            display = %"x y",
            error = &error as &(dyn Error + 'static),
            absent = None::<u64>,
            present = Some(1),
            "{} {}", "a", 1
        );
    });
    assert_eq!(line["unsigned"], json!(u64::MAX));
    assert_eq!(line["signed"], json!(i64::MIN));
    assert_eq!(line["float"], json!(0.1));
    assert_eq!(line["whole"], json!(3.0));
    assert_eq!(line["small"], json!(1e-300));
    assert_eq!((&line["yes"], &line["no"]), (&json!(true), &json!(false)));
    assert_eq!(line["text"], "tab\there");
    assert_eq!(line["bytes"], "café \u{fffd}");
    assert_eq!(line["debug"], "Some(\"x\")");
    assert_eq!(line["display"], "x y");
    assert_eq!(line["error"], "outer failed: inner \"failed\"");
    assert_eq!(line.get("absent"), None);
    assert_eq!(line["present"], json!(1));
    assert_eq!(line["message"], "a 1");
}

#[test]
fn huge_integers_are_numbers() {
    let line = only(raw_lines_of(layer(), || tracing::info!(unsigned = u128::MAX, signed = i128::MIN)));
    assert!(line.contains(&format!(r#""unsigned":{},"#, u128::MAX)));
    assert!(line.contains(&format!(r#""signed":{}}}"#, i128::MIN)));
}

#[test]
fn floats_that_json_does_not_know_are_strings() {
    let line = line(|| tracing::info!(nan = f64::NAN, up = f64::INFINITY, down = f64::NEG_INFINITY));
    assert_eq!((&line["nan"], &line["up"], &line["down"]), (&json!("NaN"), &json!("Infinity"), &json!("-Infinity")));
}

#[test]
fn the_sources_of_an_error_are_bounded() {
    #[derive(Debug)]
    struct Endless;
    impl fmt::Display for Endless {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("again")
        }
    }
    impl Error for Endless {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(self)
        }
    }
    let line = line(|| tracing::info!(error = &Endless as &(dyn Error + 'static)));
    assert_eq!(line["error"].as_str().unwrap().matches("again").count(), 9);
}

#[test]
fn spans_are_those_of_the_event_not_of_the_thread() {
    let lines = lines(|| {
        let elsewhere = tracing::info_span!("elsewhere", place = "elsewhere");
        tracing::info_span!("here", place = "here").in_scope(|| {
            tracing::info!("contextual");
            tracing::info!(parent: None, "root");
            tracing::info!(parent: &elsewhere, "explicit");
            tracing::info_span!(parent: None, "detached", own = 1).in_scope(|| tracing::info!("in a root span"));
        });
    });
    let said: Vec<_> = lines.iter().map(|line| (line.get("span"), line.get("place"), line.get("own"))).collect();
    let (here, elsewhere) = (json!("here"), json!("elsewhere"));
    assert_eq!(said[0], (Some(&here), Some(&here), None));
    assert_eq!(said[1], (None, None, None));
    assert_eq!(said[2], (Some(&elsewhere), Some(&elsewhere), None));
    assert_eq!(said[3], (Some(&json!("detached")), None, Some(&json!(1))));
}

#[test]
fn the_request_span_of_the_library_counts_by_its_name_only() {
    let line = line(|| {
        tracing::info_span!(target: "tracewell::http", "request", secret_of_span = 1)
            .in_scope(|| tracing::info!("hello"));
    });
    assert_eq!(line["span"], "request");
    assert_eq!(line.get("secret_of_span"), None);
}

#[test]
fn a_trace_is_the_callers_or_that_of_a_tracing_system() {
    let context = request();
    context.set_trace_parent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".parse().unwrap());
    let plain = line_of(layer(), || context.in_scope(|| tracing::info!("hello")));
    assert_eq!(plain["trace_id"], "0af7651916cd43dd8448eb211c80319c");
    assert_eq!(plain.get("span_id"), None);

    let active = || TraceIds::new([0xab; 16], [0x01; 8]);
    let traced = line_of(layer().trace_ids(active), || context.in_scope(|| tracing::info!("hello")));
    assert_eq!(traced["trace_id"], "ab".repeat(16));
    assert_eq!(traced["span_id"], "01".repeat(8));
    assert_eq!(traced["correlation_id"], "r-1");
    assert_eq!(traced["user_id"], "user-7");

    let idle = line_of(layer().trace_ids(|| None), || context.in_scope(|| tracing::info!("hello")));
    assert_eq!(idle["trace_id"], plain["trace_id"]);
    let alone = line_of(layer().trace_ids(active), || tracing::info!("hello"));
    assert_eq!(alone["trace_id"], "ab".repeat(16));
}

#[test]
fn a_change_of_the_context_shows_on_the_next_line() {
    let lines = lines(|| {
        let context = Context::new(CorrelationId::new("r-2").unwrap());
        context.in_scope(|| {
            tracing::info!("1");
            context.set_request("POST", "/v1/items");
            tracing::info!("2");
            context.set_route("/v1/items");
            tracing::info!("3");
            context.bind(Principal::new(TeamId::new("acme").unwrap())).unwrap();
            tracing::info!("4");
            context.note_client_request_id(CorrelationId::new("theirs").unwrap());
            tracing::info!("5");
        });
    });
    let lengths: Vec<_> = lines.iter().map(|line| line.len()).collect();
    assert_eq!(lengths, [5, 7, 8, 9, 10]);
    assert_eq!(lines[4]["client_request_id"], "theirs");
    assert_eq!(lines[4]["team_id"], "acme");
    assert_eq!(lines[4].get("user_id"), None);
}

#[test]
fn errors_of_the_library_are_embedded_as_json() {
    let json = r#"[{"loc":["body","name"],"type":"missing","msg":"field required"}]"#;
    let own = line(|| tracing::info!(target: "tracewell::http", errors = json, "validation_error"));
    assert_eq!(own["errors"], serde_json::from_str::<Value>(json).unwrap());
    let display = line(|| tracing::info!(target: "tracewell::failure", errors = %json, "validation_error"));
    assert_eq!(display["errors"], own["errors"]);
    for text in ["[1,", "[1]\n", "[1] x", "", "[\"a\"\n]", "{\"a\":1}}"] {
        let line = line(|| tracing::info!(target: "tracewell::http", errors = text, "validation_error"));
        assert_eq!(line["errors"], text, "what is no compact JSON is text");
    }
    assert_eq!(line(|| tracing::info!(errors = json))["errors"], json, "an application's field is text");
}

#[test]
fn static_fields_are_on_every_line_but_give_way() {
    let layer = layer().static_fields([("region", "eu-1"), ("level", "x"), ("service", "static"), ("region", "eu-2")]);
    let line = line_of(layer, || tracing::info!(service = "event"));
    assert_eq!(line["region"], "eu-2");
    assert_eq!(line["fields.level"], "x");
    assert_eq!(line["service"], "event");
}

#[test]
fn records_of_the_log_crate_have_their_own_target() {
    let lines = lines(|| {
        let target = "x".repeat(100);
        for (target, text) in [("some::module", "hello"), (target.as_str(), "long"), ("a\nb", "two lines")] {
            let mut record = tracing_log::log::Record::builder();
            record
                .level(tracing_log::log::Level::Warn)
                .target(target)
                .module_path(Some("m"))
                .file(Some("f.rs"))
                .line(Some(7));
            tracing_log::format_trace(&record.args(format_args!("{text}")).build()).unwrap();
        }
    });
    assert_eq!(lines[0].keys().collect::<Vec<_>>(), ["level", "message", "target", "timestamp"]);
    assert_eq!((&lines[0]["level"], &lines[0]["message"]), (&json!("WARN"), &json!("hello")));
    assert_eq!(lines[0]["target"], "some::module");
    assert_eq!(lines[1]["target"], "x".repeat(64));
    assert_eq!(lines[2]["target"], "a\nb");
}

#[test]
fn an_own_event_takes_the_request_from_its_context_and_keeps_what_differs() {
    let context = Context::new(CorrelationId::new("r-1").unwrap());
    context.set_request("GET", "/v1/items/7");
    context.set_route("/v1/items/{id}");
    let emit = |method: &str, path: &str| {
        let (method, path) = (method.to_owned(), path.to_owned());
        let context = context.clone();
        line_of(LogLayer::new(Policy::production()), move || {
            context.in_scope(|| {
                let own = if path.is_empty() { context.path().unwrap() } else { path.as_str() };
                tracing::info!(target: "tracewell::http", method, path = own, status_code = 200, "request_completed");
            });
        })
    };
    let same = emit("GET", "");
    assert_eq!([&same["method"], &same["path"], &same["route"]], ["GET", "/v1/items/7", "/v1/items/{id}"]);
    let other = emit("POST", "/v1/other");
    assert_eq!([&other["method"], &other["path"], &other["route"]], ["POST", "/v1/other", "/v1/items/{id}"]);
}
