//! The way to a collector: OTLP over gRPC and over HTTP, each a few lines around a client that does the rest.

mod answer;
mod failure;
mod grpc;
mod http_post;
mod retry_info;
mod transport;

pub(crate) use self::answer::Answer;
pub(crate) use self::transport::Transport;
