//! WebSockets (RFC 6455): the upgrade is a request that is completed with 101; what comes after it is told once more, when
//! the socket closes.

mod open_socket;
#[cfg(feature = "websocket")]
mod seen;
#[cfg(feature = "websocket")]
mod upgrade;
#[cfg(feature = "websocket")]
mod watched_socket;

pub use self::open_socket::OpenSocket;
#[cfg(feature = "websocket")]
pub use self::seen::Seen;
#[cfg(feature = "websocket")]
pub use self::upgrade::WebSocketUpgradeExt;
#[cfg(feature = "websocket")]
pub use self::watched_socket::WatchedSocket;
