use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER, USER_AGENT};
use http::{HeaderMap, HeaderValue, Request, Response, Uri};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Client, Error};
use hyper_util::rt::TokioExecutor;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

use super::Failure;
use super::transport::LONGEST_ANSWER;
use crate::environment::Destination;

/// An hour: who asks for more is not asked again anyway.
const LONGEST_WAIT: u64 = 3_600;

/// OTLP over HTTP, in protobuf.
pub(crate) struct HttpPost {
    client: AnyClient,
    endpoint: Uri,
    headers: HeaderMap,
    gzip: bool,
}

/// Roots are read from disk only where TLS is spoken.
enum AnyClient {
    Plain(Client<HttpConnector, Full<Bytes>>),
    Tls(Client<HttpsConnector<HttpConnector>, Full<Bytes>>),
}

impl AnyClient {
    fn new(destination: &Destination) -> Option<Self> {
        let Destination { endpoint, timeout, roots, .. } = destination;
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(*timeout));
        let mut builder = Client::builder(TokioExecutor::new());
        builder.pool_max_idle_per_host(1);
        if endpoint.scheme_str() != Some("https") {
            return Some(Self::Plain(builder.build(connector)));
        }
        connector.enforce_http(false);
        // The service's own provider if it has installed one: a library never does.
        let provider = CryptoProvider::get_default()
            .map_or_else(|| Arc::new(rustls::crypto::aws_lc_rs::default_provider()), Arc::clone);
        let tls = HttpsConnectorBuilder::new();
        let tls = match roots {
            Some(roots) => tls.with_tls_config(trusting(roots, provider)?),
            None => tls.with_provider_and_native_roots(Arc::unwrap_or_clone(provider)).ok()?,
        };
        let connector = tls.https_only().enable_http1().wrap_connector(connector);
        Some(Self::Tls(builder.build(connector)))
    }

    async fn request(&self, request: Request<Full<Bytes>>) -> Result<Response<Incoming>, Error> {
        match self {
            Self::Plain(client) => client.request(request).await,
            Self::Tls(client) => client.request(request).await,
        }
    }
}

/// TLS that believes these authorities, and no other.
fn trusting(pem: &[u8], provider: Arc<CryptoProvider>) -> Option<ClientConfig> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        roots.add(certificate.ok()?).ok()?;
    }
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().ok()?;
    Some(versions.with_root_certificates(roots).with_no_client_auth())
}

impl HttpPost {
    pub(super) fn new(destination: &Destination) -> Option<Self> {
        let mut headers = HeaderMap::new();
        headers.insert(USER_AGENT, HeaderValue::from_static(concat!("tracewell-otel/", env!("CARGO_PKG_VERSION"))));
        headers.extend(destination.headers.clone());
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-protobuf"));
        if destination.gzip {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        Some(Self {
            client: AnyClient::new(destination)?,
            endpoint: destination.endpoint.clone(),
            headers,
            gzip: destination.gzip,
        })
    }

    pub(super) async fn send(&self, body: Bytes) -> Result<(), Failure> {
        let body = if self.gzip { gzip(&body).ok_or_else(Failure::unreachable)? } else { body };
        let mut request =
            Request::post(self.endpoint.clone()).body(Full::new(body)).map_err(|_| Failure::unreachable())?;
        *request.headers_mut() = self.headers.clone();
        let response = self.client.request(request).await.map_err(|_| Failure::unreachable())?;
        let (head, body) = response.into_parts();
        // To the end, so that the connection can be used again; what is longer than an answer may be closes it.
        let _ = Limited::new(body, LONGEST_ANSWER).collect().await;
        if head.status.is_success() {
            return Ok(());
        }
        Err(Failure::of_http(head.status, wait(&head.headers)))
    }
}

/// `Retry-After` in seconds; a date is left to the backoff.
fn wait(headers: &HeaderMap) -> Option<Duration> {
    let seconds: u64 = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds.min(LONGEST_WAIT)))
}

fn gzip(body: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::fast());
    encoder.write_all(body).ok()?;
    encoder.finish().ok().map(Bytes::from)
}
