//! The policy of a process, in a process of its own.

use tracewell_redact::{Decision, Mode, Policy};

#[test]
fn the_first_stays_and_before_it_the_strictest_holds() {
    let allowing =
        |name: &str| Policy::builder(Mode::Production).allow([name]).build().unwrap_or(Policy::development());
    assert_eq!(Policy::installed().decide("order_id"), Decision::Filter);
    assert!(allowing("order_id").install().is_ok());
    assert_eq!(Policy::installed().decide("order_id"), Decision::Keep);
    let refused = allowing("basket").install();
    assert_eq!(refused.map_err(|policy| policy.decide("basket")), Err(Decision::Keep));
    assert_eq!(Policy::installed().decide("basket"), Decision::Filter);
}
