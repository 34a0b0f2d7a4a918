use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Request, Response, Uri};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::ext::on_informational;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Client, Error};
use hyper_util::rt::TokioExecutor;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio::sync::Notify;

use crate::{Answer, Failure};

/// What answers that are read may hold: they say little, in a few bytes.
const LONGEST_ANSWER: usize = 64 * 1024;

/// Informational answers (RFC 9110, 15.2) that are passed over before the one that counts. Who sends one after the other
/// would keep the thread busy for all of the time that an answer may take.
const MOST_ANNOUNCEMENTS: u32 = 32;

/// One address that takes bodies over HTTP, by one connection that is kept.
pub struct Post {
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
    fn new(is_tls: bool, timeout: Duration, roots: Option<&[u8]>) -> Option<Self> {
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(timeout));
        let mut builder = Client::builder(TokioExecutor::new());
        builder.pool_max_idle_per_host(1);
        if !is_tls {
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

impl Post {
    /// To this address, with these headers on each request. A connection may take `timeout` to be made. `roots` are the
    /// authorities to believe, as PEM; without them, those of the system.
    ///
    /// To be made inside a runtime. `None` if TLS is asked for and there is nobody to believe.
    #[must_use]
    pub fn new(endpoint: Uri, headers: HeaderMap, timeout: Duration, roots: Option<&[u8]>) -> Option<Self> {
        let client = AnyClient::new(endpoint.scheme_str() == Some("https"), timeout, roots)?;
        Some(Self { client, endpoint, headers })
    }

    /// Sends a body, and reads the answer. Bounded in time by the caller.
    ///
    /// # Errors
    ///
    /// There is no connection, or it broke before the head of an answer had come, or an answer was announced again and again.
    pub async fn send(&self, body: Bytes) -> Result<Answer, Failure> {
        let mut request =
            Request::post(self.endpoint.clone()).body(Full::new(body)).map_err(|_| Failure::UNREACHABLE)?;
        *request.headers_mut() = self.headers.clone();
        let too_many = Arc::new(Notify::new());
        let (seen, notify) = (AtomicU32::new(0), too_many.clone());
        on_informational(&mut request, move |_| {
            if seen.fetch_add(1, Ordering::Relaxed) == MOST_ANNOUNCEMENTS {
                notify.notify_one();
            }
        });
        let response = tokio::select! {
            biased;
            // The request goes, and its connection with it.
            () = too_many.notified() => return Err(Failure::UNREACHABLE),
            response = self.client.request(request) => response.map_err(|_| Failure::UNREACHABLE)?,
        };
        let (head, body) = response.into_parts();
        // To the end, so that the connection can be used again; what is longer than an answer may be closes it.
        let body = Limited::new(body, LONGEST_ANSWER).collect().await;
        let body = body.ok().map(|body| body.to_bytes());
        Ok(Answer { status: head.status, headers: head.headers, body })
    }
}

impl fmt::Debug for Post {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither address nor headers, which may hold keys.
        f.debug_struct("Post").finish_non_exhaustive()
    }
}
