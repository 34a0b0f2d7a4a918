//! The collector of the tests of `tracewell-otel`.

#[path = "../../../../crates/tracewell-otel/tests/support/collector.rs"]
mod collector;
#[path = "../../../../crates/tracewell-otel/tests/support/grpc.rs"]
mod grpc;
#[path = "../../../../crates/tracewell-otel/tests/support/http.rs"]
mod http;
#[path = "../../../../crates/tracewell-otel/tests/support/received.rs"]
mod received;

pub(crate) use self::collector::{Behaviour, Collector};
pub(crate) use self::received::text;
