//! Whatever a value holds, the line is one line of valid JSON, within its limits, and gives the value back.

#![allow(clippy::unwrap_used, reason = "what fails in a test fails the test")]

mod lines;

use lines::{only, parse, raw_lines_of};
use proptest::prelude::*;
use tracewell_context::{Context, CorrelationId, Principal, TeamId, UserId};
use tracewell_log::LogLayer;
use tracewell_redact::Policy;

fn layer() -> LogLayer {
    LogLayer::new(Policy::development())
}

/// Text that is not taken for a secret: no letters or digits that could be one.
fn text() -> impl Strategy<Value = String> {
    let hostile = prop::char::ranges(
        vec![
            '\0'..='\x1f',
            '\x7f'..='\u{9f}',
            '\u{200b}'..='\u{2070}',
            '\u{61b}'..='\u{61d}',
            ' '..='/',
            '\u{e0}'..='\u{ff}',
        ]
        .into(),
    );
    prop::collection::vec(
        prop_oneof![hostile, prop::char::range('\u{3000}', '\u{1ffff}'), Just('\\'), Just('x')],
        0..40,
    )
    .prop_map(|text| text.into_iter().collect())
}

/// Visible text, as ids are.
fn id() -> impl Strategy<Value = String> {
    "[!-/:-?x-z{-~é中\\\\\"]{1,128}"
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn text_comes_back(message in text(), shown in text(), field in text(), span_field in text(), recorded in text()) {
        let line = only(raw_lines_of(layer(), || {
            let span = tracing::info_span!("work", span_field, recorded = "");
            span.record("recorded", recorded.as_str());
            span.in_scope(|| tracing::info!(field, display = %shown, "{message}"));
        }));
        let line = parse(&line);
        prop_assert_eq!(&line["message"], &message);
        prop_assert_eq!(&line["display"], &shown);
        prop_assert_eq!(&line["field"], &field);
        prop_assert_eq!(&line["span_field"], &span_field);
        prop_assert_eq!(&line["recorded"], &recorded);
    }

    #[test]
    fn any_text_at_all_is_escaped(message in any::<String>(), field in any::<String>(), bytes in any::<Vec<u8>>()) {
        let line = only(raw_lines_of(layer(), || {
            tracing::info_span!("work", f = field).in_scope(|| tracing::info!(d = ?field, b = bytes.as_slice(), "{message}"));
        }));
        prop_assert_eq!(parse(&line).len(), 8);
    }

    #[test]
    fn ids_come_back(team in id(), user in id(), path in text()) {
        let line = only(raw_lines_of(layer(), || {
            let context = Context::new(CorrelationId::new("r-1").unwrap());
            context.set_request("GET", &path);
            context.bind(Principal::new(TeamId::new(&team).unwrap()).user(UserId::new(&user).unwrap())).unwrap();
            context.in_scope(|| tracing::info!("hello"));
        }));
        let line = parse(&line);
        prop_assert_eq!(&line["team_id"], &team);
        prop_assert_eq!(&line["user_id"], &user);
        prop_assert_eq!(line.get("path").and_then(|path| path.as_str()).unwrap_or(""), &path);
    }

    #[test]
    fn numbers_come_back(unsigned: u64, signed: i64, float in prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL | prop::num::f64::ZERO) {
        let text = only(raw_lines_of(layer(), || tracing::info!(unsigned, signed, float)));
        let line = parse(&text);
        prop_assert_eq!(line["unsigned"].as_u64(), Some(unsigned));
        prop_assert_eq!(line["signed"].as_i64(), Some(signed));
        // Read from the text: serde_json may be off by the last bit.
        let (_, text) = text.rsplit_once("\"float\":").unwrap();
        prop_assert_eq!(text.trim_end_matches("}\n").parse::<f64>().unwrap(), float);
    }

    #[test]
    fn limits_hold(message in "(\\PC|[\\x00-\\x1f]){0,3000}", field in "(\\PC|[\\x00-\\x1f]){0,3000}", value in 1_usize..2000, longest in 512_usize..4000) {
        let layer = layer().max_value_bytes(value).max_line_bytes(longest);
        let line = only(raw_lines_of(layer, || {
            tracing::info_span!("work", inner = field).in_scope(|| tracing::info!(field, number = 1, "{message}"));
        }));
        prop_assert!(line.len() <= longest, "{} > {}", line.len(), longest);
        let line = parse(&line);
        for key in ["message", "field", "inner"] {
            let text = line[key].as_str().unwrap();
            let kept = text.rsplit_once("…[+").map_or(text, |(kept, _)| kept);
            prop_assert!(kept.len() <= value);
        }
    }
}
