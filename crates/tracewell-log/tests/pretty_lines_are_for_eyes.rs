//! The line for eyes: readable, coloured only if told, and as safe as the JSON line.

#![allow(clippy::unwrap_used, reason = "what fails in a test fails the test")]

mod lines;

use lines::{is_hostile, only, pretty_lines_of};
use proptest::prelude::*;
use tracewell_context::{Context, CorrelationId, Principal, TeamId, UserId};
use tracewell_log::{LogLayer, PrettyFormat};
use tracewell_redact::Policy;

fn layer() -> LogLayer {
    LogLayer::new(Policy::development())
}

fn emit() {
    let context = Context::new(CorrelationId::new("r-1").unwrap());
    context.set_request("GET", "/v1/items/7");
    context.bind(Principal::new(TeamId::new("acme").unwrap()).user(UserId::new("user-7").unwrap())).unwrap();
    context.in_scope(|| {
        tracing::info_span!("work", shard = 7).in_scope(|| {
            tracing::warn!(target: "app::orders", stage = "identity.jwks", cached = true, "two\nlines and \"quotes\"");
        });
    });
}

#[test]
fn one_event_is_one_readable_line() {
    let line = only(pretty_lines_of(layer().static_fields([("region", "eu-1")]), PrettyFormat::new(), emit));
    let (time, rest) = line.split_at(27);
    assert!(time.ends_with('Z') && time.as_bytes()[10] == b'T');
    assert_eq!(
        rest,
        concat!(
            r#"  WARN app::orders: two\nlines and \"quotes\" stage="identity.jwks" cached=true shard=7 span="work""#,
            r#" method="GET" path="/v1/items/7" correlation_id="r-1" team_id="acme" user_id="user-7" region="eu-1""#,
            "\n"
        )
    );
}

#[test]
fn colour_changes_nothing_but_the_colour() {
    let coloured = only(pretty_lines_of(layer(), PrettyFormat::new().colour(true), emit));
    assert!(coloured.contains("\x1b[33m WARN\x1b[0m"));
    let mut plain = String::new();
    let mut rest = coloured.as_str();
    while let Some((text, style)) = rest.split_once("\x1b[") {
        plain.push_str(text);
        rest = style.split_once('m').unwrap().1;
    }
    plain.push_str(rest);
    let uncoloured = only(pretty_lines_of(layer(), PrettyFormat::new().colour(false), emit));
    assert_eq!(plain[27..], uncoloured[27..]);
}

#[test]
fn names_filtered_in_the_json_line_are_filtered_here() {
    let line = only(pretty_lines_of(LogLayer::new(Policy::production()), PrettyFormat::new(), || {
        tracing::info!(colour = "red", duration_ms = 1.5, "hello");
    }));
    assert!(line.ends_with("hello colour=\"[FILTERED]\" duration_ms=1.5\n"), "{line}");
}

#[test]
fn long_lines_are_cut() {
    for colour in [false, true] {
        let format = PrettyFormat::new().colour(colour);
        let line = only(pretty_lines_of(layer().max_line_bytes(700), format, || {
            let context = Context::new(CorrelationId::new("r-1").unwrap());
            context.in_scope(|| {
                tracing::info_span!("work", a = "a".repeat(500), b = 1, c = 2, d = 3).in_scope(|| {
                    tracing::info!(e = "e".repeat(500), f = true, "{}", "long ".repeat(1000));
                });
            });
        }));
        assert!(line.len() <= 700, "{}", line.len());
        assert!(line.len() > 600, "{}", line.len());
        assert!(line.contains("correlation_id=\"r-1\"") && line.contains("…[+"), "{line}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_value_forges_a_line_or_a_field(text in any::<String>(), name in "[a-z\n\"\u{1b}=]{0,9}") {
        let line = only(pretty_lines_of(layer(), PrettyFormat::new(), || {
            tracing::info_span!("work", field = text).in_scope(|| tracing::info!(value = %text, debug = ?name, "{text} forged=\"{name}\""));
        }));
        let body = line.strip_suffix('\n').unwrap();
        prop_assert!(!body.chars().any(is_hostile));
        prop_assert!(!body.contains("forged=\""));
        // A quote that is not escaped begins or ends the value of one of the four fields.
        let mut escaped = false;
        let quotes = body.bytes().filter(|byte| {
            let bare = *byte == b'"' && !escaped;
            escaped = *byte == b'\\' && !escaped;
            bare
        });
        prop_assert_eq!(quotes.count(), 8);
    }
}
