//! Which of the built-in stages is around which, and which comes first; and nothing is held against what nobody can tell.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

use tracewell_flow::{FlowSpec, Rule, StageEvent, check};

/// Short names of the stages, to keep stories readable.
const NAMES: [(&str, &str); 9] = [
    ("check", "router.check_security_group"),
    ("presolution", "router.profile_resolution"),
    ("pinjection", "router.profile_injection"),
    ("resolution", "router.identity_resolution"),
    ("injection", "router.identity_injection"),
    ("external", "identity.external"),
    ("jwks", "identity.jwks"),
    ("email", "identity.email"),
    ("profile", "identity.profile"),
];

/// `+stage` starts it, `-stage` ends it well, `!stage` ends it with an error; behind a `:` stands an id.
fn events(story: &str, id: Option<&str>) -> Vec<StageEvent> {
    let event = |word: &str| {
        let (word, id) = word.split_once(':').map_or((word, id), |(word, id)| (word, Some(id)));
        let (sign, short) = word.split_at(1);
        let stage = NAMES.iter().find(|(known, _)| *known == short).unwrap().1;
        let good = if matches!(short, "jwks" | "email" | "profile") { "resolved" } else { "ok" };
        let outcome = match sign {
            "+" => "start",
            "-" => good,
            _ => "error",
        };
        let event = StageEvent::new(stage).outcome(outcome);
        id.iter().fold(event, |event, id| event.id(*id))
    };
    story.split_whitespace().map(event).collect()
}

fn told(story: &str, id: Option<&str>) -> Vec<String> {
    let summary = check(&FlowSpec::builtin(), events(story, id));
    for violation in summary.violations() {
        assert_eq!(violation.rule(), Rule::Order, "{story}: {violation}");
    }
    summary.violations().iter().map(|violation| violation.text().to_owned()).collect()
}

#[test]
fn what_is_out_of_order_is_told() {
    for (story, text) in [
        (
            "+external +email -email +jwks -jwks -external",
            "identity.email started before identity.jwks in the same identity.external",
        ),
        (
            "+check +injection +resolution -resolution -injection -check",
            "router.identity_resolution started inside of router.identity_injection",
        ),
        (
            "+check +resolution +injection -check -injection -resolution",
            "router.check_security_group ended before router.identity_injection",
        ),
        ("+external +jwks -external -jwks", "identity.external ended before identity.jwks"),
        ("+jwks +external -external -jwks", "identity.external started inside of identity.jwks"),
        (
            "+check +presolution +pinjection +profile -profile +resolution -resolution -pinjection -presolution -check",
            "identity.profile started before router.identity_resolution in the same router.profile_injection",
        ),
    ] {
        let keyed = told(story, Some("r-1"));
        assert!(keyed.first().is_some_and(|told| told.starts_with(text)), "{story}: {keyed:?}");
        // Without an id it is told as well, if there was but one request.
        let begins = story.starts_with("+check") || story.starts_with("+external");
        assert_eq!(told(story, None).is_empty(), !begins, "{story}");
    }
}

const PROTECTED: &str = "+check +presolution +pinjection +resolution +injection +external +jwks -jwks +email -email \
    -external -injection -resolution +profile -profile -pinjection -presolution -check";

#[test]
fn what_is_in_order_holds_wherever_the_log_begins_and_ends() {
    let all: Vec<&str> = PROTECTED.split_whitespace().collect();
    for from in 0..all.len() {
        for id in [Some("r-1"), None] {
            assert_eq!(told(&all[from..].join(" "), id), [""; 0], "{from} {id:?}");
        }
    }
    // Where the log ends, the rest never ended: that is told, and nothing else.
    for to in 0..all.len() {
        let summary = check(&FlowSpec::builtin(), events(&all[..to].join(" "), Some("r-1")));
        assert!(summary.violations().iter().all(|told| told.rule() == Rule::NoEnd), "{to}: {:?}", summary.violations());
    }
}

#[test]
fn steps_may_come_again_or_fail_and_requests_may_overlap() {
    for story in [
        "+external +jwks -jwks +jwks -jwks +email -email -external",
        "+external +jwks -jwks +email -email +jwks -jwks -external",
        "+external +email -email -external",
        "+check +external !external +external +jwks -jwks -external -check",
        "+check +resolution +injection !check !injection !resolution",
        "+check +profile -profile +external -external -check",
        "+external:a +external:b +jwks:a +jwks:b -external:b !jwks:b -jwks:a -external:a",
        // Two at once under one id: nobody can tell whose is whose.
        "+check +check +resolution -check -resolution -check",
    ] {
        assert_eq!(told(story, Some("r-1")), [""; 0], "{story}");
    }
    for story in [
        "+check +resolution +check +injection +resolution -injection -resolution -resolution -check -check",
        "+check +check +injection +resolution -injection -check -resolution -check",
    ] {
        assert_eq!(told(story, None), [""; 0], "{story}");
    }
}
