use std::fmt;
use std::sync::{Arc, OnceLock};

use redis::ConnectionAddr;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::failure::Failure;

/// TLS to a server whose certificate somebody vouches for whom this system believes.
#[derive(Default)]
pub(super) struct Tls(OnceLock<TlsConnector>);

impl Tls {
    /// Connects. Nothing goes over a connection to somebody else.
    pub(super) async fn connect(&self, address: &ConnectionAddr) -> Result<TlsStream<TcpStream>, Failure> {
        let ConnectionAddr::Tcp(host, port) = address else { return Err(Failure::unreachable()) };
        let name = ServerName::try_from(host.clone()).map_err(|_| Failure::unreachable())?;
        let connector = match self.0.get() {
            Some(connector) => connector,
            None => {
                let connector = connector().ok_or(Failure::unreachable())?;
                self.0.get_or_init(|| connector)
            }
        };
        let stream = TcpStream::connect((host.as_str(), *port)).await.map_err(|_| Failure::unreachable())?;
        // Batches are not to wait for each other; where this fails, they do.
        let _ = stream.set_nodelay(true);
        connector.connect(name, stream).await.map_err(|_| Failure::unreachable())
    }
}

/// By the process's own choice of cryptography, if it made one, and by the roots of the system or of `SSL_CERT_FILE`.
fn connector() -> Option<TlsConnector> {
    let provider = CryptoProvider::get_default().cloned();
    let provider = provider.unwrap_or_else(|| Arc::new(aws_lc_rs::default_provider()));
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().ok()?;
    Some(TlsConnector::from(Arc::new(config.with_root_certificates(roots).with_no_client_auth())))
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tls")
    }
}
