use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};

use tracewell_names::target;
use tracewell_redact::{Mode, Policy};

/// Names that are told.
const MOST: usize = 20;

/// Says which fields are outside the allowlist, where they were counted: in development and staging.
///
/// Telemetry may end in a drop, so a sink that panics must not get through.
pub(super) fn tell_unlisted(policy: &Policy) {
    if std::thread::panicking() {
        return;
    }
    let _ = catch_unwind(AssertUnwindSafe(|| {
        if let Some(sentence) = sentence(policy) {
            tracing::info!(target: target::REDACT, "{sentence}");
        }
    }));
}

fn sentence(policy: &Policy) -> Option<String> {
    let names = policy.filtered_most(usize::MAX);
    let (count, are) = match names.len() {
        0 => return None,
        1 => ("1 field".to_owned(), "is"),
        more => (format!("{more} fields"), "are"),
    };
    let became = match policy.mode() {
        Mode::Development => "would be [FILTERED] in production",
        _ if are == "is" => "was [FILTERED]",
        _ => "were [FILTERED]",
    };
    let mut sentence = format!("{count} {are} outside the allowlist, and {became}: ");
    for (place, name) in names.iter().take(MOST).enumerate() {
        let comma = if place == 0 { "" } else { ", " };
        // Writing to a string does not fail.
        let _ = write!(sentence, "{comma}{} ({})", name.name(), name.count());
    }
    if names.len() > MOST {
        sentence.push_str(", …");
    }
    Some(sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(policy: &Policy) -> Option<String> {
        let sentence = sentence(policy);
        if let Some(sentence) = &sentence {
            assert_eq!(policy.scrub(sentence), *sentence, "it comes out as it is");
        }
        sentence
    }

    #[test]
    fn nothing_is_told_of_nothing() {
        assert_eq!(told(&Policy::development()), None);
        assert!(Policy::development().tally(["status_code"]).is_none());
    }

    #[test]
    fn the_most_frequent_are_named_first() {
        let policy = Policy::development();
        let _ = policy.tally(["order_id"]).map(|tally| (0..2).for_each(|_| tally.add()));
        let one = "1 field is outside the allowlist, and would be [FILTERED] in production: order_id (2)";
        assert_eq!(told(&policy).as_deref(), Some(one));
        let _ = policy.tally(["basket"]).map(|tally| (0..3).for_each(|_| tally.add()));
        let two = "2 fields are outside the allowlist, and would be [FILTERED] in production: basket (3), order_id (2)";
        assert_eq!(told(&policy).as_deref(), Some(two));
    }

    #[test]
    fn a_strict_policy_says_what_it_did_and_a_long_list_ends() {
        let policy = Policy::builder(Mode::Production).count_filtered(true).build().unwrap();
        let names: Vec<String> = (10..40).map(|number| format!("f{number}")).collect();
        for name in &names {
            let _ = policy.tally([name.as_str()]).map(|tally| tally.add());
        }
        let told = told(&policy).unwrap();
        assert!(told.starts_with("30 fields are outside the allowlist, and were [FILTERED]: f10 (1), f11 (1), "));
        assert!(told.ends_with(", f29 (1), …"), "{told}");
    }
}
