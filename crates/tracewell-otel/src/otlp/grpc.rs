use bytes::{Buf, BufMut, Bytes};
use http::HeaderMap;
use http::uri::PathAndQuery;
use tonic::Status;
use tonic::client::Grpc as Client;
use tonic::codec::{Codec, CompressionEncoding, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::metadata::MetadataMap;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint};

use super::Failure;
use super::transport::LONGEST_ANSWER;
use crate::environment::Destination;
use crate::signal::Signal;

/// OTLP over gRPC.
pub(crate) struct Grpc {
    client: Client<Channel>,
    path: PathAndQuery,
    headers: HeaderMap,
}

impl Grpc {
    pub(super) fn new(signal: Signal, destination: &Destination) -> Option<Self> {
        let mut endpoint = Endpoint::from(destination.endpoint.clone()).connect_timeout(destination.timeout);
        if destination.endpoint.scheme_str() == Some("https") {
            let tls = match &destination.roots {
                Some(roots) => ClientTlsConfig::new().ca_certificate(Certificate::from_pem(roots)),
                None => ClientTlsConfig::new().with_enabled_roots(),
            };
            endpoint = endpoint.tls_config(tls).ok()?;
        }
        let mut client = Client::new(endpoint.connect_lazy()).max_decoding_message_size(LONGEST_ANSWER);
        if destination.gzip {
            client = client.send_compressed(CompressionEncoding::Gzip);
        }
        let path = PathAndQuery::from_static(signal.grpc_path());
        Some(Self { client, path, headers: destination.headers.clone() })
    }

    pub(super) async fn send(&mut self, request: Bytes) -> Result<(), Failure> {
        self.client.ready().await.map_err(|_| Failure::unreachable())?;
        let mut request = tonic::Request::new(request);
        *request.metadata_mut() = MetadataMap::from_headers(self.headers.clone());
        match self.client.unary(request, self.path.clone(), Raw).await {
            Ok(_) => Ok(()),
            Err(status) => Err(Failure::of_grpc(status.code())),
        }
    }
}

/// Messages that are encoded already, and answers that nobody reads.
#[derive(Clone, Copy)]
struct Raw;

impl Codec for Raw {
    type Encode = Bytes;
    type Decode = ();
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        *self
    }

    fn decoder(&mut self) -> Self {
        *self
    }
}

impl Encoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, item: Bytes, out: &mut EncodeBuf<'_>) -> Result<(), Status> {
        out.put(item);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = ();
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<()>, Status> {
        from.advance(from.remaining());
        Ok(Some(()))
    }
}
