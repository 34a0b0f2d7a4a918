//! What a service's own tests can say about its stages.
#![cfg(feature = "testing")]
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::panic::{AssertUnwindSafe, catch_unwind};

use tracewell::flow::{FlowSpec, Stage, StageSpec, stages};
use tracewell::redact::Policy;
use tracewell::testing::capture;

stages! {
    Charge = "checkout.charge" { Ok = "ok", Declined = "declined" }
    Price = "checkout.price" { Ok = "ok" }
}

fn told(work: impl FnOnce()) -> Option<String> {
    let lines = capture(Policy::production());
    work();
    let spec = FlowSpec::new("checkout").stage(StageSpec::of::<Charge>());
    let panicked = catch_unwind(AssertUnwindSafe(|| lines.assert_flow(&spec))).err()?;
    Some(panicked.downcast_ref::<String>().unwrap().clone())
}

#[test]
fn what_keeps_to_the_flow_passes() {
    assert_eq!(told(|| Charge::start().end(Charge::Declined)), None);
}

#[test]
fn what_does_not_is_named() {
    let told = told(|| {
        Charge::start().end(Charge::Ok);
        std::mem::forget(Charge::start());
    });
    let told = told.unwrap();
    assert!(told.contains("the stages do not keep to the flow checkout:\n  line 3: At "), "{told}");
    assert!(told.contains("checkout.charge started but no checkout.charge outcome (ok/declined) found"), "{told}");
}

#[test]
fn what_is_missing_is_named_though_no_stage_was_named_that_opens_a_cycle() {
    let lines = capture(Policy::production());
    Charge::start().end(Charge::Ok);
    let price = StageSpec::of::<Price>().required();
    let spec = FlowSpec::new("checkout").stage(price).stage(StageSpec::of::<Charge>().after(["checkout.price"]));
    let panicked = catch_unwind(AssertUnwindSafe(|| lines.assert_flow(&spec))).unwrap_err();
    let told = panicked.downcast_ref::<String>().unwrap();
    assert!(told.contains("checkout.charge started before checkout.price had ended well"), "{told}");
    assert!(told.contains("checkout.charge ended well without checkout.price"), "{told}");
}

#[test]
fn a_test_that_looks_at_nothing_fails() {
    assert!(told(|| tracing::info!("paid")).unwrap().contains("no stage event in 1 captured lines"));
}
