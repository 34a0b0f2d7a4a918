use tracewell_names::{setting, variable};

use super::Lookup;

/// Where the service runs, and how that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Environment {
    pub(crate) name: EnvironmentName,
    /// `variable`, `unknown_word`, `kubernetes`, `release_build` or `debug_build`.
    pub(crate) source: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EnvironmentName {
    Production,
    Staging,
    Development,
}

impl EnvironmentName {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Production => setting::PRODUCTION,
            Self::Staging => setting::STAGING,
            Self::Development => setting::DEVELOPMENT,
        }
    }

    pub(crate) const fn is_production(self) -> bool {
        matches!(self, Self::Production)
    }

    pub(crate) const fn is_development(self) -> bool {
        matches!(self, Self::Development)
    }
}

/// `ENVIRONMENT`, or else what the surroundings say. Whatever is in doubt is production.
pub(crate) fn environment(lookup: &mut Lookup, debug_build: bool) -> Environment {
    let decided = |name, source| Environment { name, source };
    if let Some(word) = lookup.text(variable::ENVIRONMENT) {
        return match word.to_ascii_lowercase().as_str() {
            setting::PRODUCTION => decided(EnvironmentName::Production, "variable"),
            setting::STAGING => decided(EnvironmentName::Staging, "variable"),
            setting::DEVELOPMENT => decided(EnvironmentName::Development, "variable"),
            _ => {
                lookup.refuse(variable::ENVIRONMENT);
                decided(EnvironmentName::Production, "unknown_word")
            }
        };
    }
    if lookup.is_set(variable::ENVIRONMENT) {
        // Set to what is no text.
        return decided(EnvironmentName::Production, "unknown_word");
    }
    if lookup.is_set(variable::KUBERNETES_SERVICE_HOST) {
        decided(EnvironmentName::Production, "kubernetes")
    } else if debug_build {
        decided(EnvironmentName::Development, "debug_build")
    } else {
        decided(EnvironmentName::Production, "release_build")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_decides_then_the_surroundings() {
        use EnvironmentName::{Development, Production, Staging};
        const KUBERNETES: (&str, &str) = ("KUBERNETES_SERVICE_HOST", "10.0.0.1");
        type Case<'c> = (&'c [(&'c str, &'c str)], bool, EnvironmentName, &'c str, &'c [&'c str]);
        let cases: [Case<'_>; 9] = [
            (&[("ENVIRONMENT", "production")], true, Production, "variable", &[]),
            (&[("ENVIRONMENT", " Staging ")], true, Staging, "variable", &[]),
            (&[("ENVIRONMENT", "development"), KUBERNETES], false, Development, "variable", &[]),
            (&[("ENVIRONMENT", "prod")], true, Production, "unknown_word", &["ENVIRONMENT"]),
            (&[("ENVIRONMENT", "dev\n[31m")], true, Production, "unknown_word", &["ENVIRONMENT"]),
            (&[("ENVIRONMENT", "")], true, Development, "debug_build", &[]),
            (&[KUBERNETES], true, Production, "kubernetes", &[]),
            (&[], true, Development, "debug_build", &[]),
            (&[], false, Production, "release_build", &[]),
        ];
        for (variables, debug_build, name, source, invalid) in cases {
            let mut lookup = Lookup::of(variables);
            assert_eq!(environment(&mut lookup, debug_build), Environment { name, source }, "{variables:?}");
            assert_eq!(lookup.into_invalid(), invalid);
        }
    }
}
