use std::env::VarError;
use std::time::Duration;

use tracewell_names::{event, target};

/// The time in seconds that a variable says; none if it is not set, or says nothing sensible, which is told.
pub(super) fn seconds(variable: &'static str, value: Result<String, VarError>) -> Option<Duration> {
    let value = match value {
        Ok(value) if value.trim().is_empty() => return None,
        Ok(value) => value.trim().parse().ok(),
        Err(VarError::NotPresent) => return None,
        Err(VarError::NotUnicode(_)) => None,
    };
    if value.is_none() {
        tracing::warn!(target: target::INIT, message = event::CONFIG_INVALID, variable);
    }
    value.map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_digits() {
        let read = |text: &str| seconds("IDENTITY_JWKS_TTL", Ok(text.to_owned()));
        assert_eq!((read("7"), read(" 0 ")), (Some(Duration::from_secs(7)), Some(Duration::ZERO)));
        for bad in ["", " ", "-1", "1.5", "1h", "ten", "99999999999999999999999"] {
            assert_eq!(read(bad), None, "{bad}");
        }
        assert_eq!(seconds("IDENTITY_JWKS_TTL", Err(VarError::NotPresent)), None);
    }
}
