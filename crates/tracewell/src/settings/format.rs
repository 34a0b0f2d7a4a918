use tracewell_names::{setting, variable};

use super::{EnvironmentName, Lookup};

/// What standard output shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Pretty { colour: bool },
}

impl Format {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Json => setting::JSON,
            Self::Pretty { .. } => setting::PRETTY,
        }
    }
}

/// `LOG_FORMAT`, or else JSON wherever no person looks on. Colour is for a terminal only, and never with `NO_COLOR`
/// (<https://no-color.org>).
pub(crate) fn format(lookup: &mut Lookup, environment: EnvironmentName, terminal: bool) -> Format {
    let chosen = lookup.parsed(variable::LOG_FORMAT, |word| match word.to_ascii_lowercase().as_str() {
        setting::JSON => Some(false),
        setting::PRETTY => Some(true),
        _ => None,
    });
    let pretty = chosen.unwrap_or_else(|| environment.is_development() && terminal);
    if pretty { Format::Pretty { colour: terminal && !lookup.is_set(variable::NO_COLOR) } } else { Format::Json }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_wherever_no_person_looks_on() {
        use EnvironmentName::{Development, Production};
        let pretty = |colour| Format::Pretty { colour };
        type Case<'c> = (&'c [(&'c str, &'c str)], EnvironmentName, bool, Format);
        let cases: [Case<'_>; 8] = [
            (&[], Production, true, Format::Json),
            (&[], Development, false, Format::Json),
            (&[], Development, true, pretty(true)),
            (&[("NO_COLOR", "1")], Development, true, pretty(false)),
            (&[("LOG_FORMAT", "pretty")], Production, false, pretty(false)),
            (&[("LOG_FORMAT", "JSON")], Development, true, Format::Json),
            (&[("LOG_FORMAT", "xml")], Development, false, Format::Json),
            (&[("LOG_FORMAT", "xml")], Development, true, pretty(true)),
        ];
        for (variables, environment, terminal, expected) in cases {
            assert_eq!(format(&mut Lookup::of(variables), environment, terminal), expected, "{variables:?}");
        }
    }
}
