use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use async_rs::traits::Reactor;
use async_rs::util::RuntimeParts;
use async_rs::{Runtime, Tokio, TokioRuntime};
use futures_util::Stream;
use futures_util::io::{AsyncRead, AsyncWrite};
use lapin::tcp::{AMQPUriTcpExt as _, AsyncTcpStream, TLSConfig};
use lapin::uri::{AMQPScheme, AMQPUri};
use lapin::{Connection, ConnectionProperties, Error};

use super::guarded::{Guarded, MAX_FRAME};
use super::hush::{HushedTokio, hush_io_thread};

/// Connects on the current tokio runtime. Frames are made fit before lapin reads them.
pub(super) async fn connect(uri: AMQPUri, properties: ConnectionProperties) -> lapin::Result<Connection> {
    let tokio = Tokio::current();
    let max_frame = uri.query.frame_max.unwrap_or(MAX_FRAME);
    let runtime = Runtime::new(RuntimeParts::new(HushedTokio(tokio.clone()), GuardedTokio(tokio.clone(), max_frame)));
    let plain = TokioRuntime::new(tokio);
    let open = async move |uri: AMQPUri, _: Runtime<RuntimeParts<HushedTokio, GuardedTokio>>| {
        hush_io_thread();
        let stream = uri.connect_with_config_async(TLSConfig::default(), &plain).await?;
        // Without a TLS library the stream stays what it was, and nobody says so.
        if uri.scheme == AMQPScheme::AMQPS && matches!(stream, AsyncTcpStream::Plain(_)) {
            return Err(Error::from(io::Error::from(io::ErrorKind::Unsupported)));
        }
        // Whether with TLS or without, it is plain from here on.
        Ok(AsyncTcpStream::Plain(Guarded::new(stream, max_frame)))
    };
    Connection::connector(uri, runtime, open, properties).await
}

type TokioStream = <Tokio as Reactor>::TcpStream;

/// Tokio's reactor with connections that are guarded.
#[derive(Clone, Debug)]
struct GuardedTokio(Tokio, u32);

impl Reactor for GuardedTokio {
    type TcpStream = Guarded<AsyncTcpStream<TokioStream>>;
    type Sleep = <Tokio as Reactor>::Sleep;

    fn register<H: Read + Write + Send + 'static>(
        &self,
        _: H,
    ) -> io::Result<impl AsyncRead + AsyncWrite + Send + Unpin + 'static> {
        // Connections are made above, and nothing else is.
        Err::<Self::TcpStream, _>(io::ErrorKind::Unsupported.into())
    }

    fn sleep(&self, duration: Duration) -> Self::Sleep {
        self.0.sleep(duration)
    }

    fn interval(&self, duration: Duration) -> impl Stream<Item = Instant> + Send + 'static {
        self.0.interval(duration)
    }

    fn tcp_connect_addr(
        &self,
        address: SocketAddr,
    ) -> impl Future<Output = io::Result<Self::TcpStream>> + Send + 'static {
        let connecting = self.0.tcp_connect_addr(address);
        let max_frame = self.1;
        async move { connecting.await.map(|stream| Guarded::new(AsyncTcpStream::Plain(stream), max_frame)) }
    }
}
