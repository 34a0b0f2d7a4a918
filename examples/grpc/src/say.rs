use std::error::Error;

use tonic::Request;
use tonic::codegen::http::Uri;
use tonic::transport::Endpoint;
use tower::ServiceBuilder;
use tracewell::client::ClientLayer;
use tracewell::{Context, CorrelationId, scope};

use crate::proto::{EchoClient, Text};

/// Calls such a service: told in one line here, under the id that the other side gets too.
pub(crate) async fn say(url: Uri, text: &str) -> Result<(), Box<dyn Error>> {
    let channel = Endpoint::from(url.clone()).connect_lazy();
    let watched = ServiceBuilder::new().layer(ClientLayer::new("echo")).service(channel);
    let mut client = EchoClient::with_origin(watched, url);
    let mut request = Request::new(Text { text: text.to_owned() });
    request.metadata_mut().insert("authorization", "Bearer of-nobody".parse()?);
    // In a service the context is there already: that of the request, job or message.
    let answer = scope(Context::new(CorrelationId::generate()), client.once(request)).await;
    let answer = answer.map_err(|status| format!("{:?}: {}", status.code(), status.message()))?;
    tracing::info!(length = answer.into_inner().text.len(), "answered");
    Ok(())
}
