use std::net::{IpAddr, SocketAddr};

use http::Extensions;

/// A request extension: the address of the socket's peer, for servers without axum's `ConnectInfo`.
///
/// ```
/// use tracewell_http::{PeerAddr, peer};
///
/// let mut request = http::Request::new(());
/// request.extensions_mut().insert(PeerAddr("192.0.2.7:50123".parse().unwrap()));
/// assert_eq!(peer(request.extensions()), "192.0.2.7".parse().ok());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeerAddr(
    /// Address and port of the other end of the connection.
    pub SocketAddr,
);

/// The address of the socket's peer: from [`PeerAddr`] or, with the feature `axum`, from axum's
/// `ConnectInfo<SocketAddr>`.
#[must_use]
pub fn peer(extensions: &Extensions) -> Option<IpAddr> {
    let peer = extensions.get::<PeerAddr>().map(|peer| peer.0);
    #[cfg(feature = "axum")]
    let peer = peer.or_else(|| extensions.get::<::axum::extract::ConnectInfo<SocketAddr>>().map(|peer| peer.0));
    peer.map(|peer| peer.ip())
}
