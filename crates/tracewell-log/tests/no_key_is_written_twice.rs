//! Names that meet: with those of the line, within an event, between spans, with what the context says.

#![allow(clippy::unwrap_used, reason = "what fails in a test fails the test")]

mod lines;

use lines::{line, line_of, lines, only, raw_lines_of};
use serde_json::json;
use tracewell_context::{Context, CorrelationId, Principal, TeamId, UserId};
use tracewell_log::LogLayer;
use tracewell_names::field;
use tracewell_redact::Policy;
use tracing::field::Empty;

fn request() -> Context {
    let context = Context::new(CorrelationId::new("r-1").unwrap());
    context.set_request("GET", "/v1/items/7");
    context.set_route("/v1/items/{id}");
    context.bind(Principal::new(TeamId::new("acme").unwrap()).user(UserId::new("user-7").unwrap())).unwrap();
    context
}

#[test]
fn reserved_names_of_an_event_get_a_prefix() {
    let line = line(|| {
        request().in_scope(|| {
            tracing::info_span!("work").in_scope(|| {
                tracing::info!(
                    timestamp = "t",
                    level = "l",
                    target = "a",
                    correlation_id = "c",
                    team_id = "e",
                    user_id = "u",
                    trace_id = "i",
                    span_id = "s",
                    span = "n",
                    "hello"
                );
            });
        });
    });
    for (name, value) in [
        ("timestamp", "t"),
        ("level", "l"),
        ("target", "a"),
        ("correlation_id", "c"),
        ("team_id", "e"),
        ("user_id", "u"),
        ("trace_id", "i"),
        ("span_id", "s"),
        ("span", "n"),
    ] {
        assert!(field::is_reserved(name));
        assert_eq!(line[&format!("fields.{name}")], value);
    }
    assert_eq!(
        (&line["level"], &line["correlation_id"], &line["team_id"]),
        (&json!("INFO"), &json!("r-1"), &json!("acme"))
    );
    assert_eq!(line["span"], "work");
}

#[test]
fn reserved_names_of_a_span_get_a_prefix() {
    let line = line(|| {
        tracing::info_span!("work", message = "m", level = "l", team_id = "e", correlation_id = "c")
            .in_scope(|| tracing::info!("hello"));
    });
    assert_eq!(line["message"], "hello");
    for (name, value) in [("message", "m"), ("level", "l"), ("team_id", "e"), ("correlation_id", "c")] {
        assert_eq!(line[&format!("fields.{name}")], value);
    }
    assert_eq!(line.get("team_id"), None);
}

#[test]
fn a_name_that_already_has_the_prefix_is_the_same_key() {
    let line = line(|| {
        tracing::info_span!("work", fields.level = "span").in_scope(|| {
            tracing::info!(level = "first", fields.level = "second", "hello");
        });
    });
    assert_eq!(line["fields.level"], "second");
}

#[test]
fn the_last_of_the_same_name_in_an_event_wins() {
    let line = line(|| tracing::info!(a = 1, b = "x", a = 2, c = 3, a = None::<u64>, r#type = "raw", "type" = "plain"));
    assert_eq!(
        (&line["a"], &line["b"], &line["c"], &line["type"]),
        (&json!(2), &json!("x"), &json!(3), &json!("plain"))
    );
}

#[test]
fn raw_names_lose_their_mark() {
    let line = line(|| tracing::info_span!("work", r#match = 1).in_scope(|| tracing::info!(r#type = "x")));
    assert_eq!((&line["type"], &line["match"]), (&json!("x"), &json!(1)));
}

#[test]
fn names_may_hold_anything() {
    let line = line(|| tracing::info!("a \"b\"\n\u{202e}" = 1, "ünï" = 2, "" = 3, "x"));
    assert_eq!((&line["a \"b\"\n\u{202e}"], &line["ünï"], &line[""]), (&json!(1), &json!(2), &json!(3)));
}

#[test]
fn the_event_beats_the_inner_span_and_that_the_outer_one() {
    let line = line(|| {
        tracing::info_span!("outer", a = "outer", b = "outer", c = "outer").in_scope(|| {
            tracing::info_span!("inner", b = "inner", c = "inner", d = "inner")
                .in_scope(|| tracing::info!(c = "event"));
        });
    });
    let said = [&line["a"], &line["b"], &line["c"], &line["d"]];
    assert_eq!(said, ["outer", "inner", "event", "inner"]);
}

#[test]
fn what_is_recorded_later_replaces_what_was_there() {
    let lines = lines(|| {
        let span = tracing::info_span!("work", a = 1, b = "first", late = Empty, other = Empty);
        let _entered = span.enter();
        tracing::info!("1");
        span.record("b", "second");
        span.record("late", true);
        tracing::info!("2");
        span.record("b", "third").record("b", 4).record("late", false).record("no such field", 1);
        tracing::info!("3");
    });
    let said = lines.iter().map(|line| (line["a"].clone(), line["b"].clone(), line.get("late").cloned()));
    let expected = [
        (json!(1), json!("first"), None),
        (json!(1), json!("second"), Some(json!(true))),
        (json!(1), json!(4), Some(json!(false))),
    ];
    assert!(said.eq(expected));
    assert!(lines.iter().all(|line| line.get("other").is_none()));
}

#[test]
fn spans_may_have_more_than_32_fields() {
    let lines = lines(|| {
        let span = tracing::info_span!(
            "wide",
            f00 = 0,
            f01 = 1,
            f02 = 2,
            f03 = 3,
            f04 = 4,
            f05 = 5,
            f06 = 6,
            f07 = 7,
            f08 = 8,
            f09 = 9,
            f10 = 10,
            f11 = 11,
            f12 = 12,
            f13 = 13,
            f14 = 14,
            f15 = 15,
            f16 = 16,
            f17 = 17,
            f18 = 18,
            f19 = 19,
            f20 = 20,
            f21 = 21,
            f22 = 22,
            f23 = 23,
            f24 = 24,
            f25 = 25,
            f26 = 26,
            f27 = 27,
            f28 = 28,
            f29 = 29,
            f30 = 30,
            f31 = 31,
            f32 = 32,
            f33 = 33,
            f34 = 34,
            f35 = Empty
        );
        span.record("f35", 35);
        span.in_scope(|| tracing::info!(f20 = "event"));
    });
    for number in 0..36 {
        let expected = if number == 20 { json!("event") } else { json!(number) };
        assert_eq!(lines[0][&format!("f{number:02}")], expected);
    }
}

#[test]
fn more_names_than_there_are_marks_for_them() {
    // A key set has 256 places: beyond that, two names share one, and each has to be looked at.
    let layer =
        LogLayer::new(Policy::development()).static_fields((0..600).map(|n| (format!("s{n:03}"), n.to_string())));
    let line = line_of(layer, || {
        tracing::info_span!("work", s001 = "span", own = 1).in_scope(|| tracing::info!(s002 = "event", s599 = "event"));
    });
    assert_eq!((&line["s001"], &line["s002"], &line["s599"]), (&json!("span"), &json!("event"), &json!("event")));
    assert_eq!((&line["s000"], &line["s300"], &line["own"]), (&json!("0"), &json!("300"), &json!(1)));
    assert_eq!(line.keys().filter(|key| key.starts_with('s') && key.len() == 4 && *key != "span").count(), 600);
}

#[test]
fn fields_beat_what_the_context_says_of_the_request() {
    let line = line(|| {
        request().in_scope(|| {
            tracing::info_span!("work", route = "from the span", client_request_id = "from the span")
                .in_scope(|| tracing::info!(method = "from the event", "hello"));
        });
    });
    assert_eq!(
        (&line["method"], &line["route"], &line["path"]),
        (&json!("from the event"), &json!("from the span"), &json!("/v1/items/7"))
    );
    assert_eq!(line["client_request_id"], "from the span");
}

#[test]
fn events_of_the_library_may_name_their_subject() {
    let lines = lines(|| {
        request().in_scope(|| {
            tracing::info!(target: "tracewell::security", team_id = "other", "security_event");
            tracing::info!(target: "tracewell", user_id = "someone", level = "x", "abuse_signal_user");
            tracing::info!(target: "tracewell::security", team_id = None::<&str>, user_id = None::<&str>, "nobody named");
            tracing::info!(target: "tracewell_not", team_id = "other", "not the library");
        });
        tracing::info!(target: "tracewell::security", user_id = "alone", "no context");
    });
    let ids: Vec<_> = lines.iter().map(|line| (line.get("team_id"), line.get("user_id"))).collect();
    let (acme, other) = (json!("acme"), json!("other"));
    let (user, someone, alone) = (json!("user-7"), json!("someone"), json!("alone"));
    assert_eq!(ids[0], (Some(&other), Some(&user)));
    assert_eq!(ids[1], (Some(&acme), Some(&someone)));
    assert_eq!(ids[2], (Some(&acme), Some(&user)));
    assert_eq!(ids[3], (Some(&acme), Some(&user)));
    assert_eq!(ids[4], (None, Some(&alone)));
    assert_eq!(lines[1]["fields.level"], "x");
    assert_eq!(lines[3]["fields.team_id"], "other");
}

#[test]
fn layers_of_one_registry_keep_their_span_fields_apart() {
    use std::sync::Arc;

    use tracewell_log::Capture;
    use tracing_subscriber::layer::SubscriberExt;

    let captures = [Arc::new(Capture::default()), Arc::new(Capture::default())];
    let [strict, permissive] = &captures;
    let subscriber = tracing_subscriber::registry()
        .with(LogLayer::new(Policy::production()).json(Arc::clone(strict)))
        .with(LogLayer::new(Policy::development()).json(Arc::clone(permissive)));
    tracing::subscriber::with_default(subscriber, || {
        let context = Context::new(CorrelationId::new("r-1").unwrap());
        context.in_scope(|| {
            let span = tracing::info_span!("work", colour = "red", shade = Empty);
            span.record("shade", "dark");
            span.in_scope(|| tracing::info!("hello"));
        });
    });
    let [strict, permissive] = captures.map(|capture| lines::parse(&only(capture.lines())));
    assert_eq!((&strict["colour"], &strict["shade"]), (&json!("[FILTERED]"), &json!("[FILTERED]")));
    assert_eq!((&permissive["colour"], &permissive["shade"]), (&json!("red"), &json!("dark")));
    assert_eq!((&strict["correlation_id"], &permissive["correlation_id"]), (&json!("r-1"), &json!("r-1")));
}

#[test]
fn one_rendering_serves_all_outputs_of_a_format() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tracewell_log::{Capture, PrettyFormat};

    struct Counted<'a>(&'a AtomicUsize);
    impl std::fmt::Debug for Counted<'_> {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            self.0.fetch_add(1, Ordering::Relaxed);
            f.write_str("counted")
        }
    }
    let formatted = AtomicUsize::new(0);
    let [second, pretty] = [Arc::new(Capture::default()), Arc::new(Capture::default())];
    let layer =
        LogLayer::new(Policy::development()).json(Arc::clone(&second)).pretty(PrettyFormat::new(), Arc::clone(&pretty));
    let lines = raw_lines_of(layer, || tracing::warn!(value = ?Counted(&formatted), "hello"));
    assert_eq!(formatted.load(Ordering::Relaxed), 1);
    assert_eq!(lines, second.lines());
    assert_eq!(second.levels(), [tracing::Level::WARN]);
    assert!(only(pretty.lines()).ends_with("hello value=\"counted\"\n"));
}
