use bytes::Bytes;
use tracewell_export::Failure;

use super::Answer;
use super::grpc::Grpc;
use super::http_post::HttpPost;
use crate::environment::{Destination, Protocol};
use crate::signal::Signal;

/// A connection to a collector, made when it is first needed.
pub(crate) enum Transport {
    Grpc(Box<Grpc>),
    Http(Box<HttpPost>),
}

impl Transport {
    /// Inside a runtime.
    pub(crate) fn new(signal: Signal, destination: &Destination) -> Option<Self> {
        Some(match destination.protocol {
            Protocol::Grpc => Self::Grpc(Box::new(Grpc::new(signal, destination)?)),
            Protocol::HttpProtobuf => Self::Http(Box::new(HttpPost::new(destination)?)),
        })
    }

    /// Sends one encoded request. Bounded in time by the caller.
    pub(crate) async fn send(&mut self, request: Bytes) -> Result<Answer, Failure> {
        match self {
            Self::Grpc(grpc) => grpc.send(request).await,
            Self::Http(http) => http.send(request).await,
        }
    }
}
