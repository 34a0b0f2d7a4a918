//! The way to a collector: OTLP over gRPC and over HTTP, each a few lines around a client that does the rest.

mod failure;
mod grpc;
mod http_post;
mod transport;

pub(crate) use self::failure::Failure;
pub(crate) use self::transport::Transport;
