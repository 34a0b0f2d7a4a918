use opentelemetry_proto::tonic::collector::logs::v1::logs_service_server::{LogsService, LogsServiceServer};
use opentelemetry_proto::tonic::collector::logs::v1::{ExportLogsServiceRequest, ExportLogsServiceResponse};
use opentelemetry_proto::tonic::collector::metrics::v1::metrics_service_server::{
    MetricsService, MetricsServiceServer,
};
use opentelemetry_proto::tonic::collector::metrics::v1::{ExportMetricsServiceRequest, ExportMetricsServiceResponse};
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{TraceService, TraceServiceServer};
use opentelemetry_proto::tonic::collector::trace::v1::{ExportTraceServiceRequest, ExportTraceServiceResponse};
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
    async fn answer(&self, headers: &MetadataMap) -> Result<(), Status> {
        let headers = headers.clone().into_headers();
        let texts = headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
        self.received.lock().unwrap().headers.extend(texts);
        match self.decide().await {
            None => Ok(()),
            Some((429, _)) => Err(Status::new(Code::ResourceExhausted, "too much")),
            Some(_) => Err(Status::new(Code::Internal, "broken")),
        }
    }
}

#[async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        self.answer(request.metadata()).await?;
        self.received.lock().unwrap().add_traces(request.into_inner());
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

#[async_trait]
impl MetricsService for Collector {
    async fn export(
        &self,
        request: Request<ExportMetricsServiceRequest>,
    ) -> Result<Response<ExportMetricsServiceResponse>, Status> {
        self.answer(request.metadata()).await?;
        self.received.lock().unwrap().add_metrics(request.into_inner());
        Ok(Response::new(ExportMetricsServiceResponse::default()))
    }
}

#[async_trait]
impl LogsService for Collector {
    async fn export(
        &self,
        request: Request<ExportLogsServiceRequest>,
    ) -> Result<Response<ExportLogsServiceResponse>, Status> {
        self.answer(request.metadata()).await?;
        self.received.lock().unwrap().add_logs(request.into_inner());
        Ok(Response::new(ExportLogsServiceResponse::default()))
    }
}
