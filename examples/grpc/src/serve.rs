use std::error::Error;

use tokio::net::TcpListener;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::Server;
use tonic::transport::server::{TcpConnectInfo, TcpIncoming};
use tower::ServiceBuilder;
use tracewell::http::{PeerAddr, Route};

use crate::caller;
use crate::echo::Echoing;
use crate::proto::EchoServer;

/// What a client may call. A path is what a stranger makes of it; only what is on this list becomes a route.
const METHODS: [&str; 3] = ["/echo.Echo/Once", "/echo.Echo/Repeat", "/echo.Echo/Chat"];

/// Serves until SIGTERM or Ctrl-C, then lets the calls under way end.
pub(crate) async fn serve(address: &str) -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind(address).await?;
    tracing::info!(address = %listener.local_addr()?, "listening");
    let stack = ServiceBuilder::new()
        .map_request(told) // outside of the layer that uses it
        .layer(tracewell::http::layer());
    Server::builder()
        .layer(stack)
        .add_service(InterceptedService::new(EchoServer::new(Echoing), caller::identify))
        .serve_with_incoming_shutdown(TcpIncoming::from(listener), tracewell::terminated())
        .await?;
    Ok(())
}

/// Tells the layer what tonic knows in a way of its own: who is at the other end, and which method it is.
fn told<B>(mut request: tonic::codegen::http::Request<B>) -> tonic::codegen::http::Request<B> {
    let peer = request.extensions().get::<TcpConnectInfo>().and_then(TcpConnectInfo::remote_addr);
    if let Some(peer) = peer {
        request.extensions_mut().insert(PeerAddr(peer));
    }
    if let Some(method) = METHODS.iter().find(|method| **method == request.uri().path()) {
        request.extensions_mut().insert(Route::new(*method));
    }
    request
}
