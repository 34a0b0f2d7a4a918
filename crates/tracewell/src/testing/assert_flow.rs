use std::fmt::Write;

use tracewell_flow::{Checker, Entry, FlowSpec, Place};

/// Violations that a panic names one by one.
const MOST_TOLD: usize = 20;

/// Panics unless the stages in captured JSON lines keep to a flow, each of them captured from its beginning: unlike
/// `tracewell check`, which reads logs that begin anywhere, this holds every rule of the flow.
///
/// ```should_panic
/// use tracewell::flow::FlowSpec;
/// use tracewell::testing::assert_flow;
///
/// assert_flow(r#"{"stage":"identity.jwks","outcome":"start"}"#, &FlowSpec::builtin());
/// ```
///
/// # Panics
///
/// A stage does not keep to the flow, or there is none: a test that looks at nothing must not pass.
#[track_caller]
pub fn assert_flow(captured: impl AsRef<[u8]>, spec: &FlowSpec) {
    // A capture holds everything from its first line on.
    let mut checker = Checker::new(spec.clone()).complete(true);
    let captured = String::from_utf8_lossy(captured.as_ref());
    for (line, number) in captured.lines().zip(1..) {
        if let Some(entry) = Entry::from_json(line, None) {
            checker.add(entry, Place::new(0, number));
        }
    }
    let summary = checker.finish();
    assert!(summary.stage_events() > 0, "no stage event in {} captured lines", captured.lines().count());
    let violations = summary.violations();
    let mut told = String::new();
    for violation in violations.iter().take(MOST_TOLD) {
        let _ = write!(told, "\n  line {}: {violation}", violation.place().line());
    }
    if violations.len() > MOST_TOLD {
        let _ = write!(told, "\n  and {} more", violations.len() - MOST_TOLD);
    }
    assert!(violations.is_empty(), "the stages do not keep to the flow {}:{told}", spec.name());
}
