use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Client, Error};
use hyper_util::rt::TokioExecutor;
use sentry_core::types::Dsn;

use super::Failure;

const AGENT: &str = concat!("tracewell-sentry/", env!("CARGO_PKG_VERSION"));
const AUTH: HeaderName = HeaderName::from_static("x-sentry-auth");
/// What answers that are read may hold: an id, in a few bytes.
const LONGEST_ANSWER: usize = 64 * 1024;

/// Envelopes over HTTP.
pub(super) struct HttpPost {
    client: AnyClient,
    endpoint: Uri,
    headers: HeaderMap,
}

/// Roots are read from disk only where TLS is spoken.
enum AnyClient {
    Plain(Client<HttpConnector, Full<Bytes>>),
    Tls(Client<HttpsConnector<HttpConnector>, Full<Bytes>>),
}

impl AnyClient {
    fn new(endpoint: &Uri, timeout: Duration) -> Option<Self> {
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(timeout));
        let mut builder = Client::builder(TokioExecutor::new());
        builder.pool_max_idle_per_host(1);
        if endpoint.scheme_str() != Some("https") {
            return Some(Self::Plain(builder.build(connector)));
        }
        connector.enforce_http(false);
        // The service's own provider if it has installed one: a library never does.
        let provider = rustls::crypto::CryptoProvider::get_default()
            .map_or_else(|| Arc::new(rustls::crypto::aws_lc_rs::default_provider()), Arc::clone);
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(Arc::unwrap_or_clone(provider))
            .ok()?
            .https_only()
            .enable_http1()
            .wrap_connector(connector);
        Some(Self::Tls(builder.build(connector)))
    }

    async fn request(&self, request: Request<Full<Bytes>>) -> Result<Response<Incoming>, Error> {
        match self {
            Self::Plain(client) => client.request(request).await,
            Self::Tls(client) => client.request(request).await,
        }
    }
}

impl HttpPost {
    /// Inside a runtime. `None` if this machine has no roots to trust.
    pub(super) fn new(dsn: &Dsn, endpoint: &Uri, timeout: Duration) -> Option<Self> {
        let mut auth = HeaderValue::try_from(dsn.to_auth(Some(AGENT)).to_string()).ok()?;
        auth.set_sensitive(true);
        let mut headers = HeaderMap::new();
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        headers.insert(AUTH, auth);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-sentry-envelope"));
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        Some(Self { client: AnyClient::new(endpoint, timeout)?, endpoint: endpoint.clone(), headers })
    }

    /// Sends a packed envelope; answers what Sentry said. Bounded in time by the caller.
    pub(super) async fn send(&self, body: Bytes) -> Result<(StatusCode, HeaderMap), Failure> {
        let mut request =
            Request::post(self.endpoint.clone()).body(Full::new(body)).map_err(|_| Failure::UNREACHABLE)?;
        *request.headers_mut() = self.headers.clone();
        let response = self.client.request(request).await.map_err(|_| Failure::UNREACHABLE)?;
        let (head, body) = response.into_parts();
        // To the end, so that the connection can be used again; what is longer than an answer may be closes it.
        let _ = Limited::new(body, LONGEST_ANSWER).collect().await;
        Ok((head.status, head.headers))
    }
}

/// `None` if memory or packer fail, which they do not.
pub(super) fn pack(envelope: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(envelope.len() / 4), Compression::fast());
    encoder.write_all(envelope).ok()?;
    encoder.finish().ok().map(Bytes::from)
}
