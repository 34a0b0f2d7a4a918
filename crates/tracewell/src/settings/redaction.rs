use tracewell_names::variable;
use tracewell_redact::{Mode, Notice, Policy};

use super::{EnvironmentName, Lookup};

/// The policy, and what is to be said about it at start.
#[derive(Clone, Debug)]
pub(crate) struct Redaction {
    pub(crate) policy: Policy,
    /// `PII_FILTERING_ENABLED=false` was asked for where it must not work.
    pub(crate) forced: bool,
}

/// The policy of this environment, with the service's own safe fields. Redaction can be switched off in development
/// only.
pub(crate) fn redaction(lookup: &mut Lookup, environment: EnvironmentName, allow: &[String]) -> Redaction {
    let mode = if environment.is_development() { Mode::Development } else { Mode::Production };
    let fields = lookup.text(variable::LOG_SAFE_FIELDS);
    let enabled = lookup.text(variable::PII_FILTERING_ENABLED);
    let policy = Policy::builder(mode)
        .allow(allow)
        .environment(|variable| match variable {
            variable::LOG_SAFE_FIELDS => fields.clone(),
            variable::PII_FILTERING_ENABLED => enabled.clone(),
            _ => None,
        })
        .build();
    // Can't fail, since nothing is declared harmless here; if it did, the strict policy is the safe answer.
    let policy = policy.unwrap_or_else(|_| Policy::production());
    let mut forced = false;
    for notice in policy.notices() {
        match notice {
            Notice::FilteringForced => forced = true,
            Notice::InvalidVariable(variable) => lookup.refuse(variable),
            _ => {}
        }
    }
    Redaction { policy, forced }
}

#[cfg(test)]
mod tests {
    use tracewell_redact::Decision;

    use super::*;

    fn redaction_of(variables: &[(&str, &str)], environment: EnvironmentName) -> (Redaction, Vec<&'static str>) {
        let mut lookup = Lookup::of(variables);
        let redaction = redaction(&mut lookup, environment, &["order_id".to_owned()]);
        (redaction, lookup.into_invalid())
    }

    #[test]
    fn it_can_be_switched_off_in_development_only() {
        for (environment, redacting, forced) in [
            (EnvironmentName::Development, false, false),
            (EnvironmentName::Staging, true, true),
            (EnvironmentName::Production, true, true),
        ] {
            let (redaction, _) = redaction_of(&[("PII_FILTERING_ENABLED", "No")], environment);
            assert_eq!((redaction.policy.is_redacting(), redaction.forced), (redacting, forced), "{environment:?}");
        }
    }

    #[test]
    fn a_word_that_is_no_boolean_leaves_it_on() {
        let (redaction, invalid) = redaction_of(&[("PII_FILTERING_ENABLED", "nope")], EnvironmentName::Development);
        assert!(redaction.policy.is_redacting());
        assert_eq!(invalid, ["PII_FILTERING_ENABLED"]);
    }

    #[test]
    fn safe_fields_come_from_code_and_environment() {
        let variables = [("LOG_SAFE_FIELDS", "basket, ,password")];
        let (redaction, _) = redaction_of(&variables, EnvironmentName::Production);
        let decide = |name| redaction.policy.decide(name);
        assert_eq!(decide("order_id"), Decision::Keep);
        assert_eq!(decide("basket"), Decision::Keep);
        assert_eq!(decide("elsewhere"), Decision::Filter);
        assert_eq!(decide("password"), Decision::Redact);
    }
}
