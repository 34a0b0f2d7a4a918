use std::error::Error as _;
use std::time::Duration;

use http::StatusCode;
use tonic::{Code, Status};
use tracewell_export::Failure;
use tracewell_names::reason;

use super::http_post;
use super::retry_info::retry_info;

/// By the rules of OTLP/HTTP.
pub(super) fn of_http(status: StatusCode, wait: Option<Duration>) -> Failure {
    let failure = Failure::of_status(status).wait(wait);
    if status == StatusCode::TOO_MANY_REQUESTS { failure.transient() } else { failure }
}

/// By the rules of OTLP/gRPC. What is between us and a collector may ask for time in a header, as it does over HTTP.
pub(super) fn of_grpc(status: &Status) -> Failure {
    let wait = retry_info(status.details());
    let failure = match status.code() {
        // No word of the collector's: the connection broke, whatever code that is given here.
        _ if status.source().is_some() => Failure::UNREACHABLE,
        Code::Unavailable => Failure::UNREACHABLE,
        Code::DeadlineExceeded => Failure::TIMEOUT,
        Code::ResourceExhausted => Failure::new(reason::THROTTLED).transient(),
        Code::Unauthenticated | Code::PermissionDenied => Failure::new(reason::UNAUTHORIZED),
        Code::Internal | Code::Unknown => Failure::new(reason::SERVER_ERROR),
        Code::Cancelled | Code::Aborted | Code::OutOfRange | Code::DataLoss => {
            Failure::new(reason::SERVER_ERROR).transient()
        }
        _ => Failure::new(reason::REJECTED),
    };
    failure.wait(wait.or_else(|| http_post::wait(status.metadata().as_ref())))
}
