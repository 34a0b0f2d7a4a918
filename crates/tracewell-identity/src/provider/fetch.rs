use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION};
use http::{HeaderValue, Request, StatusCode};
use http_body_util::{BodyExt as _, Empty, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

/// The longest document that is read, in bytes.
const LONGEST: usize = 1 << 20;

/// Gets documents from the issuer: bounded in size and time, never through a redirect.
#[derive(Clone, Debug)]
pub(super) struct Fetch {
    client: Client<HttpConnector, Empty<Bytes>>,
    timeout: Duration,
}

impl Fetch {
    pub(super) fn new(timeout: Duration) -> Self {
        Self { client: Client::builder(TokioExecutor::new()).build_http(), timeout }
    }

    /// The document at `address`, with a token of the caller's where one is asked for.
    pub(super) async fn get(&self, address: &str, token: Option<&str>) -> Result<Bytes, Failed> {
        let mut request = Request::get(address).header(ACCEPT, "application/json");
        if let Some(token) = token {
            let mut value = HeaderValue::try_from(format!("Bearer {token}")).map_err(|_| Failed::Unreachable)?;
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        let request = request.body(Empty::new()).map_err(|_| Failed::Unreachable)?;
        let whole = async {
            let response = self.client.request(request).await.map_err(|_| Failed::Unreachable)?;
            if response.status() != StatusCode::OK {
                return Err(Failed::Status(response.status()));
            }
            let body = Limited::new(response.into_body(), LONGEST).collect().await.map_err(|_| Failed::Body)?;
            Ok(body.to_bytes())
        };
        tokio::time::timeout(self.timeout, whole).await.unwrap_or(Err(Failed::Unreachable))
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
