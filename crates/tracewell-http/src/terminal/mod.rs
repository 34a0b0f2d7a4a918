//! Exactly one terminal event per request, over the service's future and the response's body.

mod announced;
mod body;
mod emit;
mod exchange;
mod future;
mod grpc;
mod layer;
mod loudness;
mod request_span;
mod service;

pub use self::body::{BodyPanicked, TerminalBody};
#[cfg(feature = "axum")]
pub(crate) use self::exchange::Told;
pub use self::future::TerminalFuture;
pub use self::layer::TerminalLayer;
pub use self::service::TerminalService;
