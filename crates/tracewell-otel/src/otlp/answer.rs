use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceResponse;
use prost::Message;

/// What a collector says of a request that it took (OTLP, Partial Success).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    /// Spans, points or records that it did not keep all the same.
    pub(crate) rejected: usize,
}

impl Answer {
    /// Reads the body of an answer. The three signals' answers are one on the wire. What is no answer says nothing: there
    /// are backends that put words of their own there. The text that comes along may repeat anything, and is not kept.
    pub(super) fn read(body: &[u8]) -> Self {
        let answer = ExportTraceServiceResponse::decode(body).unwrap_or_default();
        let rejected = answer.partial_success.map_or(0, |partial| partial.rejected_spans);
        Self { rejected: usize::try_from(rejected).unwrap_or_default() }
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry_proto::tonic::collector::logs::v1::{ExportLogsPartialSuccess, ExportLogsServiceResponse};
    use opentelemetry_proto::tonic::collector::metrics::v1::{
        ExportMetricsPartialSuccess, ExportMetricsServiceResponse,
    };
    use opentelemetry_proto::tonic::collector::trace::v1::ExportTracePartialSuccess;

    use super::*;

    fn traces(rejected_spans: i64) -> Vec<u8> {
        let partial_success = Some(ExportTracePartialSuccess { rejected_spans, error_message: "why".to_owned() });
        ExportTraceServiceResponse { partial_success }.encode_to_vec()
    }

    #[test]
    fn the_answers_of_all_signals_are_read() {
        let (rejected_data_points, rejected_log_records) = (4, 5);
        let error_message = String::new();
        let metrics = ExportMetricsPartialSuccess { rejected_data_points, error_message: error_message.clone() };
        let metrics = ExportMetricsServiceResponse { partial_success: Some(metrics) };
        let logs = ExportLogsPartialSuccess { rejected_log_records, error_message };
        let logs = ExportLogsServiceResponse { partial_success: Some(logs) };
        for (body, rejected) in [(traces(3), 3), (metrics.encode_to_vec(), 4), (logs.encode_to_vec(), 5)] {
            assert_eq!(Answer::read(&body), Answer { rejected });
        }
    }

    #[test]
    fn what_is_no_answer_rejects_nothing() {
        let cut = traces(3);
        let cut = &cut[..cut.len() - 1];
        for body in [&[][..], b"{}", b"ok", b"<html>", &[0xff; 100], &[0x0a, 0xff, 0xff, 0xff, 0xff, 0x7f], cut] {
            assert_eq!(Answer::read(body), Answer::default(), "{body:?}");
        }
        assert_eq!(Answer::read(&traces(i64::MIN)), Answer::default());
    }
}
