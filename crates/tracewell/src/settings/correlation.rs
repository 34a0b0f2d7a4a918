use tracewell_correlation::{Trust, TrustedProxies};
use tracewell_names::{setting, variable};

use super::Lookup;

/// Whom the layers believe.
#[derive(Clone, Debug, Default)]
pub(crate) struct Correlation {
    pub(crate) trust: Trust,
    pub(crate) proxies: TrustedProxies,
}

/// `CORRELATION_TRUST` and `TRUSTED_PROXIES`.
pub(crate) fn correlation(lookup: &mut Lookup) -> Correlation {
    let proxies = lookup.parsed(variable::TRUSTED_PROXIES, |list| TrustedProxies::parse(list).ok()).unwrap_or_default();
    let trust = lookup.parsed(variable::CORRELATION_TRUST, |word| match word.to_ascii_lowercase().as_str() {
        setting::TRUST_ALL => Some(Trust::All),
        setting::TRUST_PROXIES => Some(Trust::Proxies(proxies.clone())),
        setting::TRUST_NONE => Some(Trust::None),
        _ => None,
    });
    // Somebody wanted less than everything and misspelt it: nobody is the safe reading.
    let misspelt = trust.is_none() && lookup.is_set(variable::CORRELATION_TRUST);
    Correlation { trust: trust.unwrap_or(if misspelt { Trust::None } else { Trust::All }), proxies }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_word_trusts_nobody() {
        let trust = |word| correlation(&mut Lookup::of(&[("CORRELATION_TRUST", word)])).trust;
        assert_eq!(trust("all"), Trust::All);
        assert_eq!(trust(""), Trust::All);
        assert_eq!(trust("None"), Trust::None);
        assert_eq!(trust("proxy"), Trust::None);
    }

    #[test]
    fn half_a_list_of_proxies_is_none() {
        let mut lookup = Lookup::of(&[("TRUSTED_PROXIES", "10.0.0.0/8, 10.0.0.0/99")]);
        assert!(correlation(&mut lookup).proxies.is_empty());
        assert_eq!(lookup.into_invalid(), ["TRUSTED_PROXIES"]);
    }
}
