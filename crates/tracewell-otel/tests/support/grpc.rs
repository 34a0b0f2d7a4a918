use bytes::Bytes;
use opentelemetry_proto::tonic::collector::logs::v1::logs_service_server::{LogsService, LogsServiceServer};
use opentelemetry_proto::tonic::collector::logs::v1::{
    ExportLogsPartialSuccess, ExportLogsServiceRequest, ExportLogsServiceResponse,
};
use opentelemetry_proto::tonic::collector::metrics::v1::metrics_service_server::{
    MetricsService, MetricsServiceServer,
};
use opentelemetry_proto::tonic::collector::metrics::v1::{
    ExportMetricsPartialSuccess, ExportMetricsServiceRequest, ExportMetricsServiceResponse,
};
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{TraceService, TraceServiceServer};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTracePartialSuccess, ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use tokio::net::TcpListener;
use tonic::codec::CompressionEncoding::Gzip;
use tonic::metadata::MetadataMap;
use tonic::transport::Server;
use tonic::{Code, Request, Response, Status, async_trait};

use super::Collector;

pub(super) async fn serve(listener: TcpListener, collector: Collector) {
    let incoming = tonic::transport::server::TcpIncoming::from(listener);
    let _ = Server::builder()
        .add_service(TraceServiceServer::new(collector.clone()).accept_compressed(Gzip))
        .add_service(MetricsServiceServer::new(collector.clone()).accept_compressed(Gzip))
        .add_service(LogsServiceServer::new(collector).accept_compressed(Gzip))
        .serve_with_incoming(incoming)
        .await;
}

impl Collector {
    /// How many items are rejected.
    async fn answer(&self, headers: &MetadataMap) -> Result<i64, Status> {
        let headers = headers.clone().into_headers();
        let texts = headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
        self.received.lock().unwrap().headers.extend(texts);
        let (status, wait) = match self.decide().await {
            Ok(rejected) => return Ok(rejected),
            Err(refused) => refused,
        };
        let code = match status {
            400 => Code::InvalidArgument,
            401 => Code::Unauthenticated,
            404 => Code::Unimplemented,
            429 => Code::ResourceExhausted,
            _ => Code::Internal,
        };
        Err(Status::with_details(code, "no", wait.map_or_else(Bytes::new, retry_info)))
    }
}

/// `google.rpc.Status` with a `google.rpc.RetryInfo` of so many seconds in it, fewer than 128.
fn retry_info(seconds: u32) -> Bytes {
    let name = b"type.googleapis.com/google.rpc.RetryInfo";
    let value = [0x0a, 2, 0x08, seconds as u8];
    let any = [&[0x0a, name.len() as u8], &name[..], &[0x12, value.len() as u8], &value].concat();
    [&[0x1a, any.len() as u8], &any[..]].concat().into()
}

#[async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let rejected_spans = self.answer(request.metadata()).await?;
        self.received.lock().unwrap().add_traces(request.into_inner());
        let partial_success = ExportTracePartialSuccess { rejected_spans, error_message: String::new() };
        Ok(Response::new(ExportTraceServiceResponse { partial_success: Some(partial_success) }))
    }
}

#[async_trait]
impl MetricsService for Collector {
    async fn export(
        &self,
        request: Request<ExportMetricsServiceRequest>,
    ) -> Result<Response<ExportMetricsServiceResponse>, Status> {
        let rejected_data_points = self.answer(request.metadata()).await?;
        self.received.lock().unwrap().add_metrics(request.into_inner());
        let partial_success = ExportMetricsPartialSuccess { rejected_data_points, error_message: String::new() };
        Ok(Response::new(ExportMetricsServiceResponse { partial_success: Some(partial_success) }))
    }
}

#[async_trait]
impl LogsService for Collector {
    async fn export(
        &self,
        request: Request<ExportLogsServiceRequest>,
    ) -> Result<Response<ExportLogsServiceResponse>, Status> {
        let rejected_log_records = self.answer(request.metadata()).await?;
        self.received.lock().unwrap().add_logs(request.into_inner());
        let partial_success = ExportLogsPartialSuccess { rejected_log_records, error_message: String::new() };
        Ok(Response::new(ExportLogsServiceResponse { partial_success: Some(partial_success) }))
    }
}
