use tracewell_names::variable;
use tracewell_redact::{Error, Mode, Notice, Policy, PolicyBuilder};

use super::{EnvironmentName, Lookup};

/// The policy, and what is to be said about it at start.
#[derive(Clone, Debug)]
pub(crate) struct Redaction {
    pub(crate) policy: Policy,
    /// `PII_FILTERING_ENABLED=false` was asked for where it must not work.
    pub(crate) forced: bool,
}

/// What a service says about its own names.
pub(crate) type Adjust = Box<dyn FnOnce(PolicyBuilder) -> PolicyBuilder>;

/// The policy of this environment, with the service's own names. Redaction can be switched off in development only.
///
/// # Errors
///
/// What the service says of its names does not hold; the environment alone can't make it fail.
pub(crate) fn redaction(
    lookup: &mut Lookup,
    environment: EnvironmentName,
    max_value_bytes: usize,
    adjust: Adjust,
) -> Result<Redaction, Error> {
    let mode = if environment.is_development() { Mode::Development } else { Mode::Production };
    let fields = lookup.text(variable::LOG_SAFE_FIELDS);
    let enabled = lookup.text(variable::PII_FILTERING_ENABLED);
    let key_file = lookup.text(variable::REDACT_HMAC_KEY_FILE);
    let policy = adjust(Policy::builder(mode).count_filtered(!environment.is_production()))
        .environment(|variable| match variable {
            variable::LOG_SAFE_FIELDS => fields.clone(),
            variable::PII_FILTERING_ENABLED => enabled.clone(),
            variable::REDACT_HMAC_KEY_FILE => key_file.clone(),
            _ => None,
        })
        .max_value_bytes(max_value_bytes)
        .build()?;
    let mut forced = false;
    for notice in policy.notices() {
        match notice {
            Notice::FilteringForced => forced = true,
            Notice::InvalidVariable(variable) => lookup.refuse(variable),
            _ => {}
        }
    }
    Ok(Redaction { policy, forced })
}

#[cfg(test)]
mod tests {
    use tracewell_redact::Decision;

    use super::*;

    fn redaction_of(variables: &[(&str, &str)], environment: EnvironmentName) -> (Redaction, Vec<&'static str>) {
        let mut lookup = Lookup::of(variables);
        let adjust: Adjust = Box::new(|policy| policy.allow(["order_id"]));
        let redaction = redaction(&mut lookup, environment, 8192, adjust).unwrap();
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
    fn what_a_service_says_of_its_names_must_hold() {
        let adjust: Adjust = Box::new(|policy| policy.not_secret("password", "I wish"));
        assert!(redaction(&mut Lookup::of(&[]), EnvironmentName::Production, 8192, adjust).is_err());
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
