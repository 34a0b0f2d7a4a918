//! Makes client and server of the service from its description, without the Protocol Buffers compiler: a service with
//! `.proto` files has `tonic-prost-build` here instead.

use tonic_build::manual::{Builder, Method, MethodBuilder, Service};

fn main() {
    let echo = Service::builder()
        .package("echo")
        .name("Echo")
        .method(method("once", "Once", "Text").build())
        .method(method("repeat", "Repeat", "Repeated").server_streaming().build())
        .method(method("chat", "Chat", "Text").client_streaming().server_streaming().build())
        .build();
    Builder::new().compile(&[echo]);
}

/// A method that answers with texts.
fn method(name: &str, route: &str, takes: &str) -> MethodBuilder {
    Method::builder()
        .name(name)
        .route_name(route)
        .input_type(format!("crate::proto::{takes}"))
        .output_type("crate::proto::Text")
        .codec_path("tonic_prost::ProstCodec")
}
