//! Whatever is offered: an id is taken as it is, or refused; it never panics and is never changed.

use proptest::prelude::*;
use tracewell_context::{CorrelationId, Snapshot, TeamId, TraceParent, UserId};

proptest! {
    #[test]
    fn good_correlation_ids_are_kept(id in "[A-Za-z0-9._~:+/=@-]{1,128}") {
        let kept = CorrelationId::new(&id).unwrap();
        prop_assert_eq!(kept.as_str(), id.as_str());
        prop_assert!(kept.urn().ends_with(&id));
    }

    #[test]
    fn other_correlation_ids_are_refused(id in ".*") {
        let good = (1..=128).contains(&id.len())
            && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"._~:+/=@-".contains(&b));
        prop_assert_eq!(CorrelationId::new(&id).is_ok(), good);
    }

    #[test]
    fn ids_never_hold_what_could_forge_a_line(id in ".{0,140}") {
        let team = TeamId::new(&id).map(|id| id.to_string());
        let user = UserId::new(&id).map(|id| id.to_string());
        for kept in [team, user].into_iter().flatten() {
            prop_assert!((1..=128).contains(&kept.chars().count()));
            prop_assert!(kept.chars().all(|c| !c.is_control() && !c.is_whitespace()));
            let forging = ['\u{202e}', '\u{2066}', '\u{200f}', '\u{feff}', '\u{2028}'];
            prop_assert!(!kept.contains(forging));
        }
    }

    #[test]
    fn trace_parents_round_trip(trace in "[0-9a-f]{31}[1-9a-f]", span in "[0-9a-f]{15}[1-9a-f]", flags: u8) {
        let text = format!("00-{trace}-{span}-{flags:02x}");
        let parent: TraceParent = text.parse().unwrap();
        prop_assert_eq!(parent.to_string(), text);
        prop_assert_eq!(parent.trace_id(), trace);
        prop_assert_eq!(parent.span_id(), span);
    }

    #[test]
    fn no_text_makes_the_parsers_panic(text in ".{0,80}") {
        let _ = text.parse::<TraceParent>();
        let _ = Snapshot::from_entries([("traceparent", text.as_str()), ("X-Team-ID", &text)]).restore();
    }
}

#[test]
fn letters_without_a_shape_are_refused() {
    for filler in ['\u{115f}', '\u{1160}', '\u{3164}', '\u{ffa0}'] {
        assert!(TeamId::new(format!("acme{filler}")).is_err());
    }
    assert!(UserId::new("zoë-李").is_ok());
}

#[test]
fn trace_parents_that_must_be_ignored() {
    let (trace, span) = ("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331");
    for bad in [
        format!("ff-{trace}-{span}-01"),
        format!("00-{}-{span}-01", trace.to_uppercase()),
        format!("00-{}-{span}-01", "0".repeat(32)),
        format!("00-{trace}-{}-01", "0".repeat(16)),
        format!("00-{trace}-{span}-01-extra"),
        format!("01-{trace}-{span}-01extra"),
        format!("00-{trace}-{span}-0x"),
        format!("00_{trace}-{span}-01"),
        format!("00-{trace}-{span}-+1"),
        format!(" 00-{trace}-{span}-01"),
        String::new(),
    ] {
        assert!(bad.parse::<TraceParent>().is_err(), "{bad}");
    }
    let later: TraceParent = format!("cc-{trace}-{span}-03-what-the-future-holds").parse().unwrap();
    assert_eq!(later.to_string(), format!("00-{trace}-{span}-01"));
}
