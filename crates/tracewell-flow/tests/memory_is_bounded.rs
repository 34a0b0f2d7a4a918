//! Whatever comes, a check holds so much and no more, and says what it judged early.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::time::{Duration, Instant};

use tracewell_flow::{Checker, Entry, FlowSpec, Place, StageEvent};

fn entry(stage: &str, outcome: &str, id: Option<u32>) -> Entry {
    let entry = Entry::new().stage(StageEvent::new(stage).outcome(outcome));
    id.iter().fold(entry, |entry, id| entry.id(id.to_string()))
}

#[test]
fn cycles_that_were_set_aside_are_judged_all_the_same() {
    let mut checker = Checker::new(FlowSpec::builtin()).open_cycles(10);
    for id in 0..100 {
        checker.add(entry("identity.jwks", "start", Some(id)), Place::new(0, u64::from(id)));
    }
    for id in (0..100).filter(|id| *id != 7) {
        checker.add(entry("identity.jwks", "resolved", Some(id)), Place::new(0, 100 + u64::from(id)));
    }
    let summary = checker.finish();
    assert_eq!(summary.cycles(), 100);
    assert_eq!(summary.evicted(), 0);
    let [violation] = summary.violations() else { panic!("{:?}", summary.violations()) };
    assert_eq!((violation.id(), violation.place().line()), (Some("7"), 7));
}

#[test]
fn what_is_judged_early_is_counted() {
    let mut checker = Checker::new(FlowSpec::builtin()).open_cycles(10);
    for id in 0..1000 {
        checker.add(entry("identity.jwks", "start", Some(id)), Place::new(0, u64::from(id)));
    }
    let summary = checker.finish();
    assert_eq!(summary.violation_count(), 1000);
    assert_eq!(summary.evicted(), 1000 - 10 - 100);
}

#[test]
fn a_very_long_cycle_is_judged_in_parts() {
    for id in [None, Some(1)] {
        let mut checker = Checker::new(FlowSpec::builtin()).keep_cycles(true);
        checker.add(entry("router.check_security_group", "start", id), Place::new(0, 1));
        for _ in 0..30_000 {
            checker.add(entry("own.step", "start", id), Place::new(0, 2));
            checker.add(entry("own.step", "ok", id), Place::new(0, 3));
        }
        checker.add(entry("own.step", "start", id), Place::new(0, 4));
        checker.settle();
        assert_eq!(checker.closed().iter().map(|part| part.events().len()).sum::<usize>(), 60_002);
        let summary = checker.finish();
        let lines: Vec<u64> = summary.violations().iter().map(|violation| violation.place().line()).collect();
        assert_eq!((summary.cycles(), lines), (1, vec![1, 4]));
    }
}

#[test]
fn violations_beyond_the_list_are_counted() {
    let mut checker = Checker::new(FlowSpec::builtin());
    for at in 0..12_000 {
        checker.add(entry("router.check_security_group", "start", None), Place::new(0, at));
    }
    let summary = checker.finish();
    assert_eq!((summary.violations().len(), summary.violation_count()), (10_000, 12_000));
}

#[test]
fn a_log_that_never_ends_is_judged_as_it_goes() {
    let mut checker = Checker::new(FlowSpec::builtin());
    let at = |stage: &str, outcome: &str, id: u32, minute: u32| {
        entry(stage, outcome, Some(id)).time(format!("2026-11-22T03:{minute:02}:00Z"))
    };
    for (line, (outcome, id, minute)) in
        (1..).zip([("start", 1, 0), ("start", 2, 0), ("resolved", 2, 1), ("start", 3, 5)])
    {
        checker.add(at("identity.jwks", outcome, id, minute), Place::new(0, line));
        checker.settle_quiet(Duration::from_secs(120));
    }
    let lines: Vec<u64> = checker.violations().iter().map(|violation| violation.place().line()).collect();
    assert_eq!(lines, [1], "3 may still end");
    assert_eq!(checker.finish().violation_count(), 2);
}

#[test]
fn a_cycle_may_have_as_many_names_as_it_likes() {
    const EVENTS: u64 = 60_000;
    for id in [None, Some(1)] {
        let took = |name: &dyn Fn(u64) -> String| {
            let mut checker = Checker::new(FlowSpec::builtin());
            let begun = Instant::now();
            for at in 0..EVENTS {
                let outcome = if at % 3 == 2 { "ok" } else { "start" };
                checker.add(entry(&name(at), outcome, id), Place::new(0, at));
            }
            let summary = checker.finish();
            assert_eq!(summary.stage_events(), EVENTS);
            (begun.elapsed(), summary.violation_count())
        };
        let (of_one, left) = took(&|_| "own.step".to_owned());
        assert_eq!(left, EVENTS / 3);
        let (of_many, left) = took(&|at| format!("own.step.{at}"));
        assert_eq!(left, EVENTS * 2 / 3, "nothing that ended had started");
        assert!(of_many < of_one * 20, "{of_many:?} and not about {of_one:?}");
    }
}

#[test]
fn many_long_cycles_are_judged_in_parts() {
    const IDS: u32 = 2000;
    let mut checker = Checker::new(FlowSpec::builtin()).keep_cycles(true);
    let mut released = 0;
    for round in 0..200 {
        for id in 0..IDS {
            let outcome = if round % 2 == 0 { "start" } else { "ok" };
            checker.add(entry("own.step", outcome, Some(id)), Place::new(0, round));
        }
        released += checker.closed().iter().map(|part| part.events().len()).sum::<usize>();
        let held = (round as usize + 1) * IDS as usize - released;
        assert!(held <= 150_000, "{held}");
    }
    let summary = checker.finish();
    assert_eq!((summary.cycles(), summary.violation_count(), summary.evicted()), (u64::from(IDS), 0, 0));
}

#[test]
fn what_never_ends_is_not_waited_for_without_bounds() {
    let mut checker = Checker::new(FlowSpec::builtin());
    for at in 0..30_000 {
        checker.add(entry("own.step", "start", Some(1)), Place::new(0, at));
    }
    let told = checker.violations().len();
    assert!(told >= 5_000, "{told}");
    let summary = checker.finish();
    assert_eq!(summary.violation_count(), 30_000);
    assert!(summary.evicted() > 0);
}
