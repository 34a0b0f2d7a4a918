use std::time::Duration;

use tracewell_http::TerminalLayer;
use tracewell_names::variable;
use tracewell_redact::ClientHost;

use super::Lookup;

/// How requests are told.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Requests {
    quiet_routes: Vec<String>,
    sample_success: f64,
    stall_after: Duration,
    /// None where the policy's default holds.
    pub(crate) client_host: Option<ClientHost>,
}

const STALL_MS: u64 = 30_000;
/// Above this a limit is a slip of the keyboard: a day.
const MOST_STALL_MS: u64 = 24 * 60 * 60 * 1000;
/// More routes than these are not quiet, but a mistake.
const MOST_ROUTES: usize = 256;
const LONGEST_ROUTE: usize = 512;

impl Default for Requests {
    fn default() -> Self {
        let stall_after = Duration::from_millis(STALL_MS);
        Self { quiet_routes: Vec::new(), sample_success: 1.0, stall_after, client_host: None }
    }
}

impl Requests {
    /// The layer that tells them so.
    pub(crate) fn apply(&self, layer: TerminalLayer) -> TerminalLayer {
        let layer = layer
            .quiet_routes(self.quiet_routes.iter().map(String::as_str))
            .sample_success(self.sample_success)
            .stall_after(self.stall_after);
        match self.client_host {
            Some(shown) => layer.client_host(shown),
            None => layer,
        }
    }
}

/// `LOG_QUIET_ROUTES`, `LOG_SAMPLE_SUCCESS`, `LOG_STALL_MS` and `LOG_CLIENT_HOST`.
pub(crate) fn requests(lookup: &mut Lookup) -> Requests {
    let default = Requests::default();
    let quiet_routes = lookup.parsed(variable::LOG_QUIET_ROUTES, routes).unwrap_or_default();
    let share = |text: &str| text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    let sample_success = lookup.parsed(variable::LOG_SAMPLE_SUCCESS, share).unwrap_or(default.sample_success);
    let limit = |text: &str| text.parse().ok().filter(|limit| *limit <= MOST_STALL_MS);
    let stall_after = lookup.parsed(variable::LOG_STALL_MS, limit).map_or(default.stall_after, Duration::from_millis);
    let client_host = lookup.parsed(variable::LOG_CLIENT_HOST, ClientHost::parse);
    // Somebody wanted less than the default and misspelt it, perhaps.
    let misspelt = client_host.is_none() && lookup.is_set(variable::LOG_CLIENT_HOST);
    let client_host = if misspelt { Some(ClientHost::Truncated) } else { client_host };
    Requests { quiet_routes, sample_success, stall_after, client_host }
}

/// A list with an entry that can be no route is no list.
fn routes(list: &str) -> Option<Vec<String>> {
    let entries: Vec<_> = list.split(',').map(str::trim).filter(|entry| !entry.is_empty()).collect();
    let is_route = |entry: &&str| {
        entry.starts_with('/') && entry.len() <= LONGEST_ROUTE && !entry.contains(|c: char| c.is_control() || c == '?')
    };
    let all = entries.len() <= MOST_ROUTES && entries.iter().all(is_route);
    all.then(|| entries.into_iter().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variable: &str, text: &str) -> (Requests, Vec<&'static str>) {
        let mut lookup = Lookup::of(&[(variable, text)]);
        let requests = requests(&mut lookup);
        (requests, lookup.into_invalid())
    }

    #[test]
    fn what_is_asked_for() {
        assert_eq!(requests(&mut Lookup::of(&[])), Requests::default());
        let quiet = |list| read("LOG_QUIET_ROUTES", list).0.quiet_routes;
        assert_eq!(quiet("/health"), ["/health"]);
        assert_eq!(quiet(" /health ,, /v1/items/{id},"), ["/health", "/v1/items/{id}"]);
        for (text, share) in [("0.25", 0.25), ("0", 0.0), ("1", 1.0), ("1e-3", 0.001)] {
            assert_eq!(
                read("LOG_SAMPLE_SUCCESS", text),
                (Requests { sample_success: share, ..Requests::default() }, vec![])
            );
        }
        assert_eq!(read("LOG_STALL_MS", "0").0.stall_after, Duration::ZERO);
        assert_eq!(read("LOG_STALL_MS", "2500").0.stall_after, Duration::from_millis(2500));
        for (word, shown) in
            [("full", ClientHost::Full), ("Truncated", ClientHost::Truncated), ("HMAC", ClientHost::Hmac)]
        {
            assert_eq!(
                read("LOG_CLIENT_HOST", word),
                (Requests { client_host: Some(shown), ..Requests::default() }, vec![])
            );
        }
    }

    #[test]
    fn what_makes_no_sense_is_named_and_the_default_holds() {
        for (variable, absurd) in [
            ("LOG_QUIET_ROUTES", &["health", "/health,metrics", "/a\n/b", "/a?b=c", "https://h/health", "*"][..]),
            ("LOG_SAMPLE_SUCCESS", &["-0.1", "1.01", "NaN", "inf", "-inf", "1e999", "all", "10%", "0,5"]),
            ("LOG_STALL_MS", &["-1", "1.5", "30s", "86400001", "99999999999999999999", "never", "NaN"]),
        ] {
            for text in absurd {
                assert_eq!(read(variable, text), (Requests::default(), vec![variable]), "{text}");
            }
        }
        let long = ["/", &"x".repeat(600)].concat();
        let many = vec!["/a"; 300].join(",");
        for list in [long, many] {
            assert_eq!(read("LOG_QUIET_ROUTES", &list).1, ["LOG_QUIET_ROUTES"]);
        }
        let (requests, invalid) = read("LOG_CLIENT_HOST", "half");
        assert_eq!((requests.client_host, invalid), (Some(ClientHost::Truncated), vec!["LOG_CLIENT_HOST"]));
    }
}
