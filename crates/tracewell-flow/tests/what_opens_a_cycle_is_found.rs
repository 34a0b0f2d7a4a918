//! `required` and `after` are held wherever the beginning of a cycle is known, whether or not it was said what begins one;
//! and an id that comes back is another cycle.
#![cfg(feature = "toml")]
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

use tracewell_flow::{Checker, Entry, FlowSpec, Place, Rule, StageEvent, StageSpec, Summary, check};

const STAGES: &str = r#"
[[stage]]
name = "order"
outcomes = ["ok"]
once = true

[[stage]]
name = "price"
outcomes = ["ok"]
required = true

[[stage]]
name = "charge"
outcomes = ["ok"]
after = ["price"]
"#;

fn spec(head: &str) -> FlowSpec {
    format!("version = 1\nname = \"shop\"\n{head}\n{STAGES}").parse().unwrap()
}

/// `stage outcome`, separated by commas; with `seq`, numbered from it on.
fn events(lines: &str, id: Option<&str>, seq: Option<u64>) -> Vec<StageEvent> {
    let mut seq = seq;
    lines
        .split_terminator(',')
        .map(|line| {
            let (stage, outcome) = line.trim().split_once(' ').unwrap();
            let mut event = StageEvent::new(stage).outcome(outcome);
            if let Some(id) = id {
                event = event.id(id);
            }
            if let Some(number) = seq {
                event = event.seq(number);
                seq = Some(number + 1);
            }
            event
        })
        .collect()
}

fn rules(summary: &Summary) -> Vec<Rule> {
    summary.violations().iter().map(|violation| violation.rule()).collect()
}

const SHORT: &str = "order start, charge start, charge ok, order ok";

#[test]
fn a_flow_without_starts_is_held_too() {
    for head in ["", "[cycle]\nstarts = [\"order\"]"] {
        for id in [Some("r-1"), None] {
            for seq in [None, Some(1)] {
                let summary = check(&spec(head), events(SHORT, id, seq));
                assert_eq!(rules(&summary), [Rule::After, Rule::Required], "{head} {id:?} {seq:?}");
            }
        }
    }
}

#[test]
fn what_is_none_of_the_flow_may_come_first() {
    let lines = format!("identity.external start, identity.external ok, {SHORT}");
    for head in ["", "[cycle]\nstarts = [\"order\"]"] {
        for seq in [None, Some(1)] {
            let summary = check(&spec(head), events(&lines, Some("r-1"), seq));
            assert_eq!(rules(&summary), [Rule::After, Rule::Required], "{head} {seq:?}");
        }
    }
}

#[test]
fn what_began_before_the_log_is_not_held_but_said() {
    let lines = "charge start, charge ok, order ok";
    for seq in [None, Some(4)] {
        let summary = check(&spec(""), events(lines, Some("r-1"), seq));
        assert_eq!(rules(&summary), [], "{seq:?}");
        assert_eq!(summary.unjudged().collect::<Vec<_>>(), [(Rule::After, 1), (Rule::Required, 1)], "{seq:?}");
    }
    // Numbered from one, nothing is missing.
    let summary = check(&spec(""), events(lines, Some("r-1"), Some(1)));
    assert!(rules(&summary).contains(&Rule::After), "{:?}", summary.violations());
    assert_eq!(summary.unjudged().count(), 0);
}

#[test]
fn a_request_that_never_enters_the_flow_owes_nothing() {
    let lines = "identity.external start, identity.external ok";
    for head in ["", "[cycle]\nstarts = [\"order\"]"] {
        let summary = check(&spec(head), events(lines, Some("r-1"), Some(1)));
        assert_eq!(rules(&summary), [], "{head}");
        assert_eq!(summary.unjudged().count(), 0);
    }
}

#[test]
fn in_a_capture_everything_is_known() {
    let spec = FlowSpec::new("shop")
        .stage(StageSpec::new("price").outcomes(["ok"]))
        .stage(StageSpec::new("charge").outcomes(["ok"]).after(["price"]));
    let complete = |complete: bool| {
        let mut checker = Checker::new(spec.clone()).complete(complete);
        for event in events("charge start, charge ok", None, None) {
            checker.add(Entry::new().stage(event), Place::default());
        }
        rules(&checker.finish())
    };
    assert_eq!(complete(true), [Rule::After]);
    assert_eq!(complete(false), []);
}

#[test]
fn an_id_that_comes_back_begins_anew() {
    let good = "order start, price start, price ok, charge start, charge ok, order ok";
    for seq in [None, Some(1)] {
        let twice = [events(good, Some("r-1"), seq), events(good, Some("r-1"), seq)].concat();
        let summary = check(&spec(""), twice);
        assert_eq!((rules(&summary), summary.cycles()), (vec![], 2), "{seq:?}");
        // What the second one lacks is not what the first one had.
        let second = [events(good, Some("r-1"), seq), events(SHORT, Some("r-1"), seq)].concat();
        let summary = check(&spec(""), second);
        assert_eq!((rules(&summary), summary.cycles()), (vec![Rule::After, Rule::Required], 2), "{seq:?}");
        // Nor is the end of the second one's stage that of the first.
        let hung = "order start, price start, order ok";
        let summary = check(&spec(""), [events(hung, Some("r-1"), seq), events(good, Some("r-1"), seq)].concat());
        assert_eq!(rules(&summary), [Rule::Required, Rule::NoEnd], "{seq:?}");
    }
    // A stage that is open still has not ended: that is a second time.
    let summary = check(&spec(""), events("order start, order start", Some("r-1"), None));
    assert_eq!((rules(&summary).contains(&Rule::Once), summary.cycles()), (true, 1));
    // Another number one, of another stage, where nothing is open.
    let other = [events(good, Some("r-1"), Some(1)), events("own start, own ok", Some("r-1"), Some(1))].concat();
    assert_eq!(check(&spec(""), other).cycles(), 2);
}

#[test]
fn numbers_out_of_order_are_one_cycle() {
    let mut mixed = events("order start, price start, price ok, order ok", Some("r-1"), Some(1));
    mixed.reverse();
    let summary = check(&spec(""), mixed);
    assert_eq!((rules(&summary), summary.cycles()), (vec![], 1));
}

#[test]
fn in_a_capture_without_ids_what_is_outside_is_found() {
    let spec = FlowSpec::new("shop")
        .cycle_start("order")
        .stage(StageSpec::new("order").outcomes(["ok"]))
        .stage(StageSpec::new("charge").outcomes(["ok"]).inside(["order"]));
    let told = |lines: &str| {
        let mut checker = Checker::new(spec.clone()).complete(true);
        for event in events(lines, None, None) {
            checker.add(Entry::new().stage(event), Place::default());
        }
        rules(&checker.finish())
    };
    assert_eq!(told("order start, order ok, charge start, charge ok"), [Rule::Inside]);
    assert_eq!(told("order start, charge start, charge ok, order ok"), []);
    // Of two at once, the one that is open may be either.
    assert_eq!(told("order start, order start, order ok, charge start, charge ok, order ok"), []);
}

#[test]
fn what_never_starts_is_no_start_in_any_flow() {
    let summary = check(
        &spec(""),
        [
            StageEvent::new("router.strip_inbound_mycelium_headers").id("r-1"),
            StageEvent::new("order").outcome("start").id("r-1"),
            StageEvent::new("identity.email").outcome("from_token").id("r-1"),
            StageEvent::new("identity.email.cache").cache_hit(true).id("r-1"),
            StageEvent::new("order").outcome("error").id("r-1"),
        ],
    );
    assert_eq!(rules(&summary), []);
}
