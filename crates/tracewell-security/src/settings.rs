use std::time::Duration;

use tracewell_names::variable;

use crate::SecurityBuilder;
#[cfg(feature = "redis")]
use crate::abuse::RedisUrl;
use crate::abuse::Thresholds;

/// What the environment says: `ABUSE_HOST_THRESHOLD`, `ABUSE_USER_THRESHOLD`, `ABUSE_WINDOW_SECONDS`, and
/// with the feature `redis` `REDIS_URL`.
///
/// ```
/// use tracewell_redact::Policy;
/// use tracewell_security::{Security, Settings};
///
/// let settings = Settings::read(|variable| std::env::var(variable).ok());
/// for variable in settings.invalid() {
///     eprintln!("{variable} makes no sense"); // its default holds
/// }
/// let security = settings.apply(Security::builder(Policy::production())).build();
/// # let _ = security;
/// ```
#[derive(Debug)]
pub struct Settings {
    thresholds: Thresholds,
    #[cfg(feature = "redis")]
    redis: Option<RedisUrl>,
    invalid: Vec<&'static str>,
}

impl Settings {
    /// Reads the variables by way of `look_up`. One that does not parse is noted, and its default holds.
    pub fn read(mut look_up: impl FnMut(&'static str) -> Option<String>) -> Self {
        let mut invalid = Vec::new();
        let mut read = |variable| look_up(variable).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let mut number = |variable, most: u64| {
            let text = read(variable)?;
            let number = text.parse::<u64>().ok().filter(|number| (1..=most).contains(number));
            if number.is_none() {
                invalid.push(variable);
            }
            number
        };
        let mut thresholds = Thresholds::default();
        let threshold = |number: u64| u32::try_from(number).unwrap_or(Thresholds::MAX);
        if let Some(host) = number(variable::ABUSE_HOST_THRESHOLD, Thresholds::MAX.into()) {
            thresholds = thresholds.host(threshold(host));
        }
        if let Some(user) = number(variable::ABUSE_USER_THRESHOLD, Thresholds::MAX.into()) {
            thresholds = thresholds.user(threshold(user));
        }
        if let Some(seconds) = number(variable::ABUSE_WINDOW_SECONDS, Thresholds::MAX_WINDOW.as_secs()) {
            thresholds = thresholds.window(Duration::from_secs(seconds));
        }
        #[cfg(feature = "redis")]
        let redis = read(variable::REDIS_URL)
            .and_then(|url| RedisUrl::parse(&url).map_err(|_| invalid.push(variable::REDIS_URL)).ok());
        Self {
            thresholds,
            #[cfg(feature = "redis")]
            redis,
            invalid,
        }
    }

    /// The variables that made no sense. Never their values.
    #[must_use]
    pub fn invalid(&self) -> &[&'static str] {
        &self.invalid
    }

    /// The thresholds.
    #[must_use]
    pub const fn thresholds(&self) -> Thresholds {
        self.thresholds
    }

    /// Has a builder go by them.
    pub fn apply(self, builder: SecurityBuilder) -> SecurityBuilder {
        let builder = builder.thresholds(self.thresholds);
        #[cfg(feature = "redis")]
        if let Some(url) = self.redis {
            return builder.redis(url);
        }
        builder
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Settings {
        Settings::read(|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn what_makes_no_sense_is_named_and_the_default_holds() {
        let nothing = read(&[]);
        assert_eq!((nothing.thresholds(), nothing.invalid()), (Thresholds::default(), &[][..]));
        let good =
            read(&[("ABUSE_HOST_THRESHOLD", " 3 "), ("ABUSE_WINDOW_SECONDS", "60"), ("ABUSE_USER_THRESHOLD", "")]);
        assert_eq!(good.thresholds(), Thresholds::default().host(3).window(Duration::from_secs(60)));
        assert!(good.invalid().is_empty());
        for nonsense in ["0", "-1", "ten", "99999999999999999999", "1.5"] {
            let settings = read(&[
                ("ABUSE_HOST_THRESHOLD", nonsense),
                ("ABUSE_USER_THRESHOLD", nonsense),
                ("ABUSE_WINDOW_SECONDS", nonsense),
            ]);
            assert_eq!(settings.thresholds(), Thresholds::default(), "{nonsense}");
            assert_eq!(settings.invalid().len(), 3, "{nonsense}");
        }
    }

    #[cfg(feature = "redis")]
    #[test]
    fn a_redis_that_cannot_be_reached_as_asked_for_is_named() {
        for (url, good) in [
            ("redis://127.0.0.1", true),
            ("rediss://127.0.0.1", cfg!(feature = "redis-tls")),
            ("rediss://127.0.0.1/#insecure", false),
            ("127.0.0.1:6379", false),
        ] {
            let settings = read(&[("REDIS_URL", url)]);
            assert_eq!(settings.invalid().is_empty(), good, "{url}");
            assert!(good || settings.invalid() == ["REDIS_URL"], "{url}");
        }
    }
}
