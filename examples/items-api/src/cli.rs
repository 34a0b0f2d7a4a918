use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::{Parser, ValueEnum};

const EXAMPLES: &str = "\
Try it:
  items-api --tour
  items-api &
  curl -H 'Authorization: Bearer any-token' -d '{\"properties\": {\"colour\": \"red\"}}' http://127.0.0.1:2207/v1/items

Environment (all optional):
  ENVIRONMENT              development, staging or production: how strict redaction is, and whether /debug exists
  RUST_LOG, LOG_FORMAT     what is logged (info), and how: json or pretty
  OIDC_ISSUER              with --auth oidc: the issuer, https or http on loopback; also OIDC_AUDIENCE, IDENTITY_JWKS_TTL,
                           IDENTITY_EMAIL_TTL and IDENTITY_PROFILE_TTL (seconds)
  CORRELATION_TRUST        whose X-Request-ID is kept: all, proxies or none (all)
  GEO_URL                  the service that GET /v1/geo/{ip} asks (a stub inside of this one)
  TRUSTED_PROXIES          networks whose forwarding headers are believed (none)
  ABUSE_HOST_THRESHOLD, ABUSE_USER_THRESHOLD, ABUSE_WINDOW_SECONDS
                           how many denials in which time are an abuse signal (10, 5, 3600)
  REDIS_URL                a Redis that shares the counts between instances (build with --features redis)
  AUDIT_LOCK_WAIT          how long to wait for another process that holds the data folder, in seconds (30)
  AMQP_URL                 RabbitMQ over which several instances share their events (none)
  SHUTDOWN_DELAY_SECONDS   how long to answer on after the first signal, while not ready (0)";

/// Items, links and teams over HTTP on 127.0.0.1: a small service that tells everything it does exactly once.
///
/// Logs go to standard output. SIGTERM and Ctrl-C end it gracefully, a second signal at once.
#[derive(Debug, Parser)]
#[command(name = "items-api", version, after_help = EXAMPLES)]
pub(crate) struct Cli {
    /// Port on 127.0.0.1; 0 takes any free one
    #[arg(long, value_name = "N", default_value_t = 2207)]
    port: u16,

    /// Folder of the service's state: the audit log, from which items and links are restored
    #[arg(long, value_name = "DIR", default_value = "./data")]
    data: PathBuf,

    /// Who may call; without it `dev` in development, and nobody elsewhere
    #[arg(long, value_name = "HOW", value_enum)]
    auth: Option<AuthChoice>,

    /// Requests a minute left to an address that gave an abuse signal, 429 beyond; without it nobody is slowed down
    #[arg(long, value_name = "N")]
    slow_down: Option<NonZeroU32>,

    /// Start the service on a free port, drive it with real requests, show and check what it logged
    #[arg(long, conflicts_with_all = ["port", "data", "auth", "slow_down"])]
    tour: bool,
}

/// What `--auth` takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AuthChoice {
    /// Any bearer token but BAAD; team and roles from X-Dev-Team and X-Dev-Roles; development only
    Dev,
    /// Tokens of the OpenID Connect issuer in OIDC_ISSUER, for OIDC_AUDIENCE if that is set
    Oidc,
}

impl Cli {
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn data(&self) -> &std::path::Path {
        &self.data
    }

    pub(crate) fn auth(&self) -> Option<AuthChoice> {
        self.auth
    }

    pub(crate) fn slow_down(&self) -> Option<NonZeroU32> {
        self.slow_down
    }

    pub(crate) fn tour(&self) -> bool {
        self.tour
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn defaults_are_those_of_the_help_text() {
        let cli = Cli::try_parse_from(["items-api"]).unwrap();
        assert_eq!((cli.port(), cli.auth(), cli.tour()), (2207, None, false));
        assert_eq!(cli.slow_down(), None);
        assert_eq!(cli.data(), std::path::Path::new("./data"));
    }

    #[test]
    fn bad_usage_is_refused() {
        for arguments in [
            &["--port", "65536"][..],
            &["--port", "x"],
            &["--auth", "none"],
            &["--slow-down", "0"],
            &["--nope"],
            &["extra"],
            &["--tour", "--port", "1"],
        ] {
            let refused = Cli::try_parse_from(["items-api"].iter().chain(arguments)).unwrap_err();
            assert_eq!(refused.exit_code(), 2, "{arguments:?}");
        }
    }
}
