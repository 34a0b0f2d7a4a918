use tracewell_names::{metric, variable};

/// What is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signal {
    Traces,
    Metrics,
    Logs,
}

/// The variables that speak of one signal alone.
pub(crate) struct SignalVariables {
    pub(crate) exporter: &'static str,
    pub(crate) endpoint: &'static str,
    pub(crate) protocol: &'static str,
    pub(crate) headers: &'static str,
    pub(crate) timeout: &'static str,
}

impl Signal {
    /// What its exporter is called in events and metrics.
    pub(crate) const fn exporter(self) -> &'static str {
        match self {
            Self::Traces => metric::EXPORTER_OTLP_TRACES,
            Self::Metrics => metric::EXPORTER_OTLP_METRICS,
            Self::Logs => metric::EXPORTER_OTLP_LOGS,
        }
    }

    /// The path below the endpoint (OTLP/HTTP).
    pub(crate) const fn http_path(self) -> &'static str {
        match self {
            Self::Traces => "/v1/traces",
            Self::Metrics => "/v1/metrics",
            Self::Logs => "/v1/logs",
        }
    }

    /// The method of the service (OTLP/gRPC).
    pub(crate) const fn grpc_path(self) -> &'static str {
        match self {
            Self::Traces => "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
            Self::Metrics => "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
            Self::Logs => "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
        }
    }

    pub(crate) const fn variables(self) -> SignalVariables {
        match self {
            Self::Traces => SignalVariables {
                exporter: variable::OTEL_TRACES_EXPORTER,
                endpoint: variable::OTEL_EXPORTER_OTLP_TRACES_ENDPOINT,
                protocol: variable::OTEL_EXPORTER_OTLP_TRACES_PROTOCOL,
                headers: variable::OTEL_EXPORTER_OTLP_TRACES_HEADERS,
                timeout: variable::OTEL_EXPORTER_OTLP_TRACES_TIMEOUT,
            },
            Self::Metrics => SignalVariables {
                exporter: variable::OTEL_METRICS_EXPORTER,
                endpoint: variable::OTEL_EXPORTER_OTLP_METRICS_ENDPOINT,
                protocol: variable::OTEL_EXPORTER_OTLP_METRICS_PROTOCOL,
                headers: variable::OTEL_EXPORTER_OTLP_METRICS_HEADERS,
                timeout: variable::OTEL_EXPORTER_OTLP_METRICS_TIMEOUT,
            },
            Self::Logs => SignalVariables {
                exporter: variable::OTEL_LOGS_EXPORTER,
                endpoint: variable::OTEL_EXPORTER_OTLP_LOGS_ENDPOINT,
                protocol: variable::OTEL_EXPORTER_OTLP_LOGS_PROTOCOL,
                headers: variable::OTEL_EXPORTER_OTLP_LOGS_HEADERS,
                timeout: variable::OTEL_EXPORTER_OTLP_LOGS_TIMEOUT,
            },
        }
    }
}
