//! Random requests, shuffled into each other: what is legal holds, and whatever end is taken out is found.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

use proptest::prelude::*;
use proptest::sample::Index;
use tracewell_flow::{FlowSpec, Rule, StageEvent, check};

/// How the parts of a request go.
#[derive(Clone, Copy, Debug)]
struct Request {
    protected: bool,
    email: u8,
    keys: bool,
    profile: bool,
    own: u8,
    failure: Option<u8>,
}

fn request() -> impl Strategy<Value = Request> {
    let failure = proptest::option::weighted(0.2, 0_u8..3);
    (any::<bool>(), 0_u8..3, any::<bool>(), any::<bool>(), 0_u8..3, failure).prop_map(
        |(protected, email, keys, profile, own, failure)| Request { protected, email, keys, profile, own, failure },
    )
}

/// The events of a request: stage, outcome, cache_hit.
fn events(request: Request) -> Vec<(String, Option<&'static str>, Option<bool>)> {
    let mut events = Vec::new();
    let mut say = |stage: &str, outcome: Option<&'static str>, hit| events.push((stage.to_owned(), outcome, hit));
    let cached = |hit: bool| Some(if hit { "from_cache" } else { "resolved" });
    let start = Some("start");
    let mut around = vec!["router.check_security_group"];
    if request.protected {
        around.extend(["router.profile_resolution", "router.profile_injection"]);
    }
    around.extend(["router.identity_resolution", "router.identity_injection"]);
    for stage in &around {
        say(stage, start, None);
    }
    if request.email == 0 {
        say("identity.email", Some("from_token"), None);
    } else {
        say("identity.external", start, None);
        say("identity.jwks", start, None);
        say("identity.jwks", cached(request.keys), None);
        say("identity.email", None, None);
        say("identity.email.cache", None, Some(request.email == 1));
        say("identity.email", cached(request.email == 1), None);
        say("identity.external", Some("ok"), None);
    }
    if request.protected {
        say("identity.profile", start, None);
        say("identity.profile.cache", None, Some(request.profile));
        say("identity.profile", cached(request.profile), None);
    }
    for own in 0..request.own {
        say(&format!("own.{own}"), start, None);
        say(&format!("own.{own}"), Some("whatever"), None);
    }
    // A failure is passed outwards: everything around ends with it.
    let failed =
        request.failure.and_then(|failure| ["error", "denied", "cancelled"].get(usize::from(failure)).copied());
    for stage in around.iter().rev() {
        say(stage, failed.or(Some("ok")), None);
    }
    events
}

fn event(of: &(String, Option<&'static str>, Option<bool>), id: usize) -> StageEvent {
    let mut event = StageEvent::new(of.0.as_str()).id(format!("r-{id}"));
    if let Some(outcome) = of.1 {
        event = event.outcome(outcome);
    }
    match of.2 {
        Some(hit) => event.cache_hit(hit),
        None => event,
    }
}

/// Takes the next event of some request, again and again.
fn shuffled(requests: &[Request], turns: &[Index]) -> Vec<StageEvent> {
    let mut waiting: Vec<(usize, std::collections::VecDeque<_>)> =
        requests.iter().map(|request| events(*request).into()).enumerate().collect();
    let mut turns = turns.iter().cycle();
    let mut mixed = Vec::new();
    while !waiting.is_empty() {
        let at = turns.next().unwrap().index(waiting.len());
        let (id, events) = &mut waiting[at];
        mixed.push(event(&events.pop_front().unwrap(), *id));
        if events.is_empty() {
            waiting.remove(at);
        }
    }
    mixed
}

fn is_end(event: &StageEvent) -> bool {
    event.outcome_word().is_some_and(|outcome| !matches!(outcome, "start" | "from_token"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn legal_flows_hold(
        requests in proptest::collection::vec(request(), 1..12),
        turns in proptest::collection::vec(any::<Index>(), 1..60),
    ) {
        let events = shuffled(&requests, &turns);
        let count = events.len() as u64;
        let summary = check(&FlowSpec::builtin(), events);
        prop_assert!(summary.violations().is_empty(), "{:?}", summary.violations());
        prop_assert_eq!(summary.stage_events(), count);
        prop_assert_eq!(summary.cycles(), requests.len() as u64);
    }

    #[test]
    fn a_log_may_begin_anywhere(
        requests in proptest::collection::vec(request(), 1..12),
        turns in proptest::collection::vec(any::<Index>(), 1..60),
        from in any::<Index>(),
    ) {
        let events = shuffled(&requests, &turns);
        let from = from.index(events.len());
        let summary = check(&FlowSpec::builtin(), events.into_iter().skip(from));
        prop_assert!(summary.violations().is_empty(), "{:?}", summary.violations());
    }

    #[test]
    fn a_lost_end_is_found(
        requests in proptest::collection::vec(request(), 1..12),
        turns in proptest::collection::vec(any::<Index>(), 1..60),
        lost in any::<Index>(),
    ) {
        let mut events = shuffled(&requests, &turns);
        let ends: Vec<usize> = (0..events.len()).filter(|at| is_end(&events[*at])).collect();
        let lost = events.remove(ends[lost.index(ends.len())]);
        let summary = check(&FlowSpec::builtin(), events);
        prop_assert_eq!(summary.violations().len(), 1, "{:?}", summary.violations());
        let violation = &summary.violations()[0];
        prop_assert_eq!(violation.rule(), Rule::NoEnd);
        prop_assert_eq!(violation.stage(), lost.stage_name());
        prop_assert_eq!(violation.id(), lost.key());
    }

    #[test]
    fn one_after_the_other_they_hold_without_ids(requests in proptest::collection::vec(request(), 1..8)) {
        let events: Vec<_> = requests
            .iter()
            .flat_map(|request| events(*request))
            .map(|of| {
                let event = StageEvent::new(of.0.as_str());
                let event = of.1.into_iter().fold(event, |event, outcome| event.outcome(outcome));
                of.2.into_iter().fold(event, StageEvent::cache_hit)
            })
            .collect();
        let summary = check(&FlowSpec::builtin(), events.clone());
        prop_assert!(summary.violations().is_empty(), "{:?}", summary.violations());
        prop_assert_eq!(summary.cycles(), requests.len() as u64);
        for lost in (0..events.len()).filter(|at| is_end(&events[*at])) {
            let mut events = events.clone();
            let lost = events.remove(lost);
            let summary = check(&FlowSpec::builtin(), events);
            prop_assert_eq!(summary.violations().len(), 1, "{} of {:?}", lost, summary.violations());
            prop_assert_eq!(summary.violations()[0].stage(), lost.stage_name());
        }
    }

    #[test]
    fn the_order_by_seq_survives_a_shuffle(request in request(), mixed in any::<prop::sample::Selector>()) {
        let mut events: Vec<_> =
            events(request).iter().zip(1..).map(|(of, seq)| event(of, 1).seq(seq)).collect();
        let at = mixed.select(0..events.len());
        events.rotate_left(at);
        events.reverse();
        let summary = check(&FlowSpec::builtin(), events);
        prop_assert!(summary.violations().is_empty(), "{:?}", summary.violations());
    }

    #[test]
    fn nothing_makes_it_panic(
        stages in proptest::collection::vec((0_usize..6, 0_usize..7, proptest::option::of(0_usize..3)), 0..200),
    ) {
        let names = ["identity.jwks", "identity.external", "router.check_security_group", "identity.email.cache", "x", ""];
        let outcomes = ["", "start", "ok", "from_cache", "error", "from_token", "odd"];
        let events = stages.iter().map(|(stage, outcome, id)| {
            let event = StageEvent::new(names[*stage]).outcome(outcomes[*outcome]);
            id.iter().fold(event, |event, id| event.id(id.to_string()))
        });
        let summary = check(&FlowSpec::builtin(), events);
        prop_assert_eq!(summary.stage_events(), stages.len() as u64);
    }
}
