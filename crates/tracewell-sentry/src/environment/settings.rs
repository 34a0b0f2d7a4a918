use std::fmt;

use http::Uri;
use sentry_core::types::Dsn;
use tracewell_export::Reader;
use tracewell_names::variable;

/// The longest release that Sentry takes, in bytes.
const LONGEST_RELEASE: usize = 200;
/// The longest environment that Sentry takes, in bytes.
const LONGEST_ENVIRONMENT: usize = 64;

/// Where failures go, and how many of them. It does not show the DSN.
///
/// ```
/// use tracewell_sentry::Settings;
///
/// let nothing_set = Settings::read(|_| None);
/// assert!(nothing_set.settings.is_none() && nothing_set.invalid.is_empty());
///
/// let wrong = Settings::read(|variable| (variable == "SENTRY_DSN").then(|| "sentry.io".to_owned()));
/// assert!(wrong.settings.is_none());
/// assert_eq!(wrong.invalid, ["SENTRY_DSN"]);
/// ```
#[derive(Clone)]
pub struct Settings {
    pub(crate) dsn: Dsn,
    pub(crate) endpoint: Uri,
    pub(crate) environment: Option<String>,
    pub(crate) release: Option<String>,
    pub(crate) sample_rate: f32,
    pub(crate) traces_sample_rate: f32,
}

/// What came of [`Settings::read`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Reading {
    /// The settings, if there is a DSN.
    pub settings: Option<Settings>,
    /// Variables whose values made no sense; the defaults stand in their place, and without a DSN nothing is sent.
    pub invalid: Vec<&'static str>,
}

impl Settings {
    /// Reads the settings from variables, each asked for by its name. A value may be anything; it is never repeated.
    ///
    /// Nothing but `SENTRY_DSN` switches it on, and without that no other variable is looked at.
    pub fn read(mut variables: impl FnMut(&'static str) -> Option<String>) -> Reading {
        let mut reader = Reader::new(&mut variables);
        let settings = Self::read_from(&mut reader);
        Reading { settings, invalid: reader.into_invalid() }
    }

    fn read_from(reader: &mut Reader<'_>) -> Option<Self> {
        let (dsn, endpoint) = reader.parsed(variable::SENTRY_DSN, |text| {
            let dsn: Dsn = text.parse().ok()?;
            Some((endpoint(&dsn)?, dsn)).map(|(endpoint, dsn)| (dsn, endpoint))
        })?;
        Some(Self {
            dsn,
            endpoint,
            environment: reader.parsed(variable::SENTRY_ENVIRONMENT, environment),
            release: reader.parsed(variable::SENTRY_RELEASE, release),
            sample_rate: reader.parsed(variable::SENTRY_SAMPLE_RATE, share).unwrap_or(1.0),
            traces_sample_rate: reader.parsed(variable::SENTRY_TRACES_SAMPLE_RATE, share).unwrap_or(0.0),
        })
    }

    /// Whether transactions are sent: if not, nobody has a use for the span of a request.
    #[must_use]
    pub fn sends_transactions(&self) -> bool {
        self.traces_sample_rate > 0.0
    }
}

/// Where envelopes go (Sentry, Envelopes, Ingestion): put together here, since the library's own way panics on a host
/// that is none.
fn endpoint(dsn: &Dsn) -> Option<Uri> {
    let host = dsn.host();
    if host.is_empty() {
        return None;
    }
    format!("{}://{host}:{}{}api/{}/envelope/", dsn.scheme(), dsn.port(), dsn.path(), dsn.project_id()).parse().ok()
}

fn share(text: &str) -> Option<f32> {
    text.parse().ok().filter(|share| (0.0..=1.0).contains(share))
}

fn release(text: &str) -> Option<String> {
    let fits = text.len() <= LONGEST_RELEASE
        && !matches!(text, "." | "..")
        && !text.chars().any(|c| c.is_control() || matches!(c, '/' | '\\'));
    fits.then(|| text.to_owned())
}

fn environment(text: &str) -> Option<String> {
    let fits = text.len() <= LONGEST_ENVIRONMENT
        && !text.eq_ignore_ascii_case("none")
        && !text.chars().any(|c| c.is_control() || c.is_whitespace() || matches!(c, '/' | '\\'));
    fits.then(|| text.to_owned())
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("sample_rate", &self.sample_rate)
            .field("traces_sample_rate", &self.traces_sample_rate)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DSN: (&str, &str) = ("SENTRY_DSN", "https://0123@o1.ingest.example/prefix/42");

    fn read(variables: &[(&str, &str)]) -> Reading {
        Settings::read(|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn a_dsn_says_where_to() {
        let settings = read(&[DSN]).settings.unwrap();
        assert_eq!(settings.endpoint, "https://o1.ingest.example:443/prefix/api/42/envelope/");
        assert_eq!((settings.sample_rate, settings.traces_sample_rate), (1.0, 0.0));
        assert!(!settings.sends_transactions());
        assert!(!format!("{settings:?}").contains("0123"));
    }

    #[test]
    fn what_makes_no_sense_is_named_and_the_default_stands() {
        for dsn in ["x", "https://sentry.example/1", "https://key@sentry.example", "ftp://key@sentry.example/1"] {
            let reading = read(&[("SENTRY_DSN", dsn)]);
            assert!(reading.settings.is_none(), "{dsn}");
            assert_eq!(reading.invalid, ["SENTRY_DSN"], "{dsn}");
        }
        for (variable, value) in [
            ("SENTRY_SAMPLE_RATE", "1.5"),
            ("SENTRY_SAMPLE_RATE", "NaN"),
            ("SENTRY_TRACES_SAMPLE_RATE", "often"),
            ("SENTRY_RELEASE", "a/b"),
            ("SENTRY_ENVIRONMENT", "my stage"),
        ] {
            let reading = read(&[DSN, (variable, value)]);
            assert_eq!(reading.invalid, [variable], "{value}");
            let settings = reading.settings.unwrap();
            assert_eq!((settings.sample_rate, settings.traces_sample_rate), (1.0, 0.0));
            assert!(settings.release.is_none() && settings.environment.is_none());
        }
    }

    #[test]
    fn what_makes_sense_is_taken() {
        let reading = read(&[
            DSN,
            ("SENTRY_SAMPLE_RATE", "0.5"),
            ("SENTRY_TRACES_SAMPLE_RATE", "0.25"),
            ("SENTRY_RELEASE", "orders@1.4.0+7"),
            ("SENTRY_ENVIRONMENT", "canary"),
        ]);
        assert!(reading.invalid.is_empty());
        let settings = reading.settings.unwrap();
        assert_eq!((settings.sample_rate, settings.traces_sample_rate), (0.5, 0.25));
        assert_eq!(settings.release.as_deref(), Some("orders@1.4.0+7"));
        assert_eq!(settings.environment.as_deref(), Some("canary"));
    }
}
