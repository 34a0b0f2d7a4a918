use bytes::{Buf, BufMut, Bytes};
use http::HeaderMap;
use http::uri::PathAndQuery;
use tonic::Status;
use tonic::client::Grpc as Client;
use tonic::codec::{Codec, CompressionEncoding, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::metadata::MetadataMap;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint};
use tracewell_export::Failure;

use super::{Answer, failure};
use crate::environment::Destination;
use crate::signal::Signal;

/// What answers that are read may hold: they say how much was taken, in a few bytes.
const LONGEST_ANSWER: usize = 64 * 1024;

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

    pub(super) async fn send(&mut self, request: Bytes) -> Result<Answer, Failure> {
        self.client.ready().await.map_err(|_| Failure::UNREACHABLE)?;
        let mut request = tonic::Request::new(request);
        *request.metadata_mut() = MetadataMap::from_headers(self.headers.clone());
        match self.client.unary(request, self.path.clone(), Raw).await {
            Ok(answer) => Ok(answer.into_inner()),
            Err(status) => Err(failure::of_grpc(&status)),
        }
    }
}

/// Messages that are encoded already, and answers of any signal.
#[derive(Clone, Copy)]
struct Raw;

impl Codec for Raw {
    type Encode = Bytes;
    type Decode = Answer;
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
    type Item = Answer;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Answer>, Status> {
        Ok(Some(Answer::read(&from.copy_to_bytes(from.remaining()))))
    }
}
