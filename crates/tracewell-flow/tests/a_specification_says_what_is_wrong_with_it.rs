//! Specifications in TOML: what they say is held against a log, and what makes no sense has its line.
#![cfg(feature = "toml")]
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::time::Duration;

use tracewell_flow::{FlowSpec, Relation, Rule, StageEvent, StageSpec, Unknown, check};

const CHECKOUT: &str = r#"
version = 1
name = "checkout"
description = "From the basket to the receipt."
unknown = "refuse"

[cycle]
starts = ["checkout.order"]

[[stage]]
name = "checkout.order"
outcomes = ["ok"]
within = "2s"

[[stage]]
name = "checkout.price"
outcomes = ["from_cache", "resolved"]
inside = ["checkout.order"]
required = true

[[stage]]
name = "checkout.price.cache"
note = true

[[stage]]
name = "checkout.charge"
outcomes = ["ok", "declined"]
inside = ["checkout.order"]
after = ["checkout.price"]
once = true
level = "info"

[[relation]]
stage = "checkout.price.cache"
cache_hit = true
then = "checkout.price"
outcomes = ["from_cache"]
"#;

fn spec() -> FlowSpec {
    CHECKOUT.parse().unwrap()
}

#[test]
fn the_file_and_the_code_say_the_same() {
    let order = "checkout.order";
    let coded = FlowSpec::new("checkout")
        .unknown(Unknown::Refused)
        .cycle_start(order)
        .stage(StageSpec::new(order).outcomes(["ok"]).within(Duration::from_secs(2)))
        .stage(StageSpec::new("checkout.price").outcomes(["from_cache", "resolved"]).inside([order]).required())
        .stage(StageSpec::note("checkout.price.cache"))
        .stage(
            StageSpec::new("checkout.charge")
                .outcomes(["ok", "declined"])
                .inside([order])
                .after(["checkout.price"])
                .once()
                .level("INFO"),
        )
        .relation(Relation::cache_hit("checkout.price.cache", true).then("checkout.price", ["from_cache"]));
    assert_eq!(spec(), coded);
}

/// `stage outcome`, or `stage true` for a look-up.
fn broken(lines: &str) -> Vec<(Rule, String)> {
    let events = lines.split_terminator(',').map(|line| {
        let (stage, what) = line.trim().split_once(' ').unwrap();
        let event = StageEvent::new(format!("checkout.{stage}")).id("r-1").level("INFO");
        match what {
            "true" => event.cache_hit(true),
            "false" => event.cache_hit(false),
            outcome => event.outcome(outcome),
        }
    });
    let summary = check(&spec(), events);
    summary.violations().iter().map(|violation| (violation.rule(), violation.text().to_owned())).collect()
}

#[test]
fn each_rule_is_held_against_the_events() {
    let legal = "order start, price start, price.cache true, price from_cache, charge start, charge ok, order ok";
    assert_eq!(broken(legal), []);
    for (lines, rule, text) in [
        (
            "order start, price start, price.cache true, price resolved, order ok",
            Rule::Relation,
            "checkout.price.cache cache_hit=true must be followed by checkout.price outcome=from_cache, not resolved",
        ),
        (
            "order start, price start, price resolved, charge start, charge ok, charge start, charge ok, order ok",
            Rule::Once,
            "checkout.charge started a second time",
        ),
        (
            "order start, charge start, charge ok, price start, price resolved, order ok",
            Rule::After,
            "checkout.charge started before checkout.price had ended well",
        ),
        (
            "order start, price start, price resolved, order ok, charge start, charge ok",
            Rule::Inside,
            "checkout.charge started outside of checkout.order",
        ),
        ("order start, order ok", Rule::Required, "checkout.order ended well without checkout.price"),
        (
            "order start, price resolved, order ok",
            Rule::NoStart,
            "checkout.price ended with outcome=resolved but had not started",
        ),
        ("price start, price resolved, nap start", Rule::UnknownStage, "checkout.nap is no stage of the flow checkout"),
        (
            "price start",
            Rule::NoEnd,
            "checkout.price started but no checkout.price outcome (from_cache/resolved) found",
        ),
        ("price odd", Rule::UnknownOutcome, "checkout.price has no outcome=odd"),
    ] {
        assert_eq!(broken(lines), [(rule, text.to_owned())], "{lines}");
    }
    // A failure needs none of the rest, and what began before the log did is not asked for.
    for lines in ["order start, order denied", "charge start, charge ok, order ok", "charge declined, order ok"] {
        assert_eq!(broken(lines), [], "{lines}");
    }
}

#[test]
fn times_and_levels_are_held_too() {
    let order = |outcome: &str, time: &str| StageEvent::new("checkout.order").outcome(outcome).id("r-1").time(time);
    let (from, to) = ("2026-11-22T03:15:00Z", "2026-11-22T03:15:02.500Z");
    let price = [
        StageEvent::new("checkout.price").outcome("start").id("r-1"),
        StageEvent::new("checkout.price").outcome("resolved").id("r-1"),
    ];
    let events = [order("start", from)].into_iter().chain(price.clone()).chain([order("ok", to)]);
    let summary = check(&spec(), events);
    assert_eq!(summary.violations()[0].text(), "checkout.order took 2500 ms, longer than 2000 ms");
    assert_eq!(summary.violations()[0].time(), Some(from));

    let backwards = [order("start", to)].into_iter().chain(price.clone()).chain([order("ok", from)]);
    assert!(check(&spec(), backwards).holds(), "a clock that goes back says nothing about a duration");

    let charge = StageEvent::new("checkout.charge").outcome("ok").level("DEBUG");
    assert_eq!(check(&spec(), [charge]).violations()[0].rule(), Rule::Level);
}

#[test]
fn what_makes_no_sense_has_its_line_and_a_reason() {
    let stage = |rest: &str| format!("version = 1\nname = \"x\"\n[[stage]]\nname = \"a\"\n{rest}\n");
    for (text, line, reason) in [
        ("", 1, "missing field `version`"),
        ("version = 2\nname = \"x\"", 1, "version 2 is not known; this is 1"),
        ("version = 1\nname = \"x\"\nextends = \"other\"", 3, "no specification `other`; `builtin` can be extended"),
        ("version = 1\nname = \"x\"\norder = \"some\"", 3, "`some` is no order; `strict` and `loose` are"),
        ("version = 1\nname =", 2, ""),
        (&stage("outcome = [\"ok\"]"), 5, "unknown field `outcome`"),
        (&stage("outcomes = [\"start\"]"), 5, "`start` begins a stage and cannot end it"),
        (&stage("within = \"2 parsecs\""), 5, "`2 parsecs` is no time; `250ms`, `2s` and `5m` are"),
        (&stage("inside = [\"b\"]"), 5, "no stage `b` is declared"),
        (&stage("level = \"LOUD\""), 5, "`LOUD` is no level"),
        (&stage("[[stage]]\nname = \"a\""), 4, "stage `a` stands here twice"),
        (&stage("after = [\"a\"]"), 5, "`a` can never start: it waits for itself"),
        (&stage("inside = [\"a\"]"), 5, "`a` can never start: it waits for itself"),
        (&stage("after = [\"b\"]\n[[stage]]\nname = \"b\"\nafter = [\"a\"]"), 5, "`a` can never start"),
        (&stage("outcomes = [\"ok\", \"error\"]"), 5, "`error` ends any stage"),
        (&stage("note = true\nrequired = true"), 4, "`a` is a note: it neither starts nor ends, and `required`"),
        (&stage("after = [\"n\"]\n[[stage]]\nname = \"n\"\nnote = true"), 5, "`n` is a note"),
        (
            &stage("[[stage]]\nname = \"b\"\nafter = [\"a\"]\n[cycle]\nstarts = [\"b\"]"),
            9,
            "`b` comes after another stage: it can never open a cycle",
        ),
        (&stage("note = true\n[cycle]\nstarts = [\"a\"]"), 7, "`a` is a note"),
        (
            &stage(
                "outcomes = [\"ok\"]\n[[relation]]\nstage = \"a\"\noutcome = \"ok\"\nthen = \"a\"\noutcomes = [\"okay\"]",
            ),
            9,
            "`a` has no outcome `okay`",
        ),
        ("version = 1\nname = \"x\"", 1, "a flow needs a `[[stage]]`"),
        (&stage("[[relation]]\nstage = \"a\"\nthen = \"a\"\noutcomes = [\"ok\"]"), 6, "a relation needs either"),
    ] {
        let error = text.parse::<FlowSpec>().unwrap_err();
        assert!(error.reason().contains(reason), "{text}: {error}");
        assert_eq!(error.line(), line, "{text}: {error}");
    }
}

#[test]
fn the_built_in_one_can_be_extended() {
    let spec: FlowSpec =
        "version = 1\nname = \"mine\"\nextends = \"builtin\"\n[[stage]]\nname = \"own.step\"\noutcomes = [\"ok\"]\n"
            .parse()
            .unwrap();
    assert_eq!(spec.name(), "mine");
    let summary = check(&spec, [StageEvent::new("identity.jwks").outcome("start"), StageEvent::new("own.step")]);
    let texts: Vec<&str> = summary.violations().iter().map(|violation| violation.text()).collect();
    assert_eq!(
        texts,
        [
            "identity.jwks started but no identity.jwks outcome (from_cache/resolved) found",
            "own.step started but no own.step outcome=ok found"
        ]
    );
}

#[test]
fn a_very_long_specification_is_read_at_once() {
    // Each stage comes after the one below it: the last line has to be known first.
    let stages: String =
        (0..12_000).map(|at| format!("[[stage]]\nname = \"s{at:05}\"\nafter = [\"s{:05}\"]\n", at + 1)).collect();
    let text = format!("version = 1\nname = \"long\"\n{stages}[[stage]]\nname = \"s12000\"\n");
    let begun = std::time::Instant::now();
    let spec: FlowSpec = text.parse().unwrap();
    assert_eq!(spec.stages().count(), 12_001);
    assert!(begun.elapsed() < std::time::Duration::from_secs(30), "{:?}", begun.elapsed());
}
