//! What goes over the wire.

/// Something to be said back.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub(crate) struct Text {
    #[prost(string, tag = "1")]
    pub(crate) text: String,
}

/// Something to be said back more than once.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub(crate) struct Repeated {
    #[prost(string, tag = "1")]
    pub(crate) text: String,
    #[prost(uint32, tag = "2")]
    pub(crate) times: u32,
}

mod generated {
    #![allow(
        clippy::all,
        clippy::pedantic,
        clippy::restriction,
        dead_code,
        missing_docs,
        unreachable_pub,
        unused_qualifications,
        reason = "written by the build script"
    )]
    include!(concat!(env!("OUT_DIR"), "/echo.Echo.rs"));
}

pub(crate) use generated::echo_client::EchoClient;
#[allow(unused_imports, reason = "a test has the client alone")]
pub(crate) use generated::echo_server::{Echo, EchoServer};
