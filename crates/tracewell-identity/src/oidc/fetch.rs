use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http::header::ACCEPT;
use tracewell_client::{Client, Propagation};

use super::Issuer;
use crate::{ConfigError, ConfigErrorKind};

/// What events call the issuer.
const SERVICE: &str = "oidc";
/// The longest document that is read, in bytes.
const LONGEST: u64 = 1 << 20;

/// Gets documents from the issuer: bounded in size and time, never through a redirect.
#[derive(Clone, Debug)]
pub(super) struct Fetch(Client);

impl Fetch {
    pub(super) fn new(issuer: &Issuer, timeout: Duration) -> Result<Self, ConfigError> {
        if !issuer.is_local() && !cfg!(feature = "rustls") {
            return Err(ConfigError::new(ConfigErrorKind::Tls));
        }
        let mut builder = Client::builder(SERVICE)
            .timeout(timeout)
            .connect_timeout(timeout)
            .redirects(0)
            // Often somebody else's, who has no use for our ids.
            .propagation(Propagation::Nothing);
        if issuer.is_local() {
            // What is on this machine is not behind a proxy, whatever the environment says.
            builder = builder.transport(|transport| transport.no_proxy());
        }
        builder.build().map(Self).map_err(|_| ConfigError::new(ConfigErrorKind::Client))
    }

    /// The document at `address`, with a token of the caller's where one is asked for.
    pub(super) async fn get(&self, address: &str, token: Option<&str>) -> Result<Bytes, Failed> {
        let mut request = self.0.get(address).header(ACCEPT, "application/json");
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let answer = request.send().await.map_err(|_| Failed::Unreachable)?.limit(LONGEST);
        if answer.status() != StatusCode::OK {
            return Err(Failed::Status(answer.status()));
        }
        answer.bytes().await.map_err(|_| Failed::Body)
    }
}

/// Why there is no document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failed {
    /// No answer, or none in time.
    Unreachable,
    /// An answer that is none: an error, or a redirect.
    Status(StatusCode),
    /// The document broke off, or is too long.
    Body,
}
