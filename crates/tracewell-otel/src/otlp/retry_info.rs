use std::time::Duration;

use prost::Message;

/// Type of the detail that asks for time.
const RETRY_INFO: &str = "type.googleapis.com/google.rpc.RetryInfo";

/// `google.rpc.Status`, as far as it is read.
#[derive(Clone, PartialEq, Message)]
struct Details {
    #[prost(message, repeated, tag = "3")]
    details: Vec<Detail>,
}

/// `google.protobuf.Any`.
#[derive(Clone, PartialEq, Message)]
struct Detail {
    #[prost(string, tag = "1")]
    type_url: String,
    #[prost(bytes = "vec", tag = "2")]
    value: Vec<u8>,
}

/// `google.rpc.RetryInfo`.
#[derive(Clone, Copy, PartialEq, Message)]
struct RetryInfo {
    #[prost(message, optional, tag = "1")]
    retry_delay: Option<Delay>,
}

/// `google.protobuf.Duration`.
#[derive(Clone, Copy, PartialEq, Message)]
struct Delay {
    #[prost(int64, tag = "1")]
    seconds: i64,
    #[prost(int32, tag = "2")]
    nanos: i32,
}

/// How long a collector asks to wait in the details of a status (OTLP/gRPC Throttling).
pub(super) fn retry_info(details: &[u8]) -> Option<Duration> {
    let details = Details::decode(details).ok()?.details;
    let info = details.into_iter().find(|detail| detail.type_url == RETRY_INFO)?;
    let Delay { seconds, nanos } = RetryInfo::decode(&*info.value).ok()?.retry_delay?;
    Some(Duration::from_secs(seconds.try_into().ok()?) + Duration::from_nanos(nanos.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn details(type_url: &str, seconds: i64, nanos: i32) -> Vec<u8> {
        let value = RetryInfo { retry_delay: Some(Delay { seconds, nanos }) }.encode_to_vec();
        let other = Detail { type_url: "type.googleapis.com/google.rpc.DebugInfo".to_owned(), value: vec![0xff] };
        let details = vec![other, Detail { type_url: type_url.to_owned(), value }];
        Details { details }.encode_to_vec()
    }

    #[test]
    fn a_delay_is_read() {
        assert_eq!(retry_info(&details(RETRY_INFO, 2, 500_000_000)), Some(Duration::from_millis(2500)));
        assert_eq!(retry_info(&details(RETRY_INFO, i64::MAX, 0)), Some(Duration::from_secs((1 << 63) - 1)));
    }

    #[test]
    fn what_is_none_is_none() {
        let cut = details(RETRY_INFO, 2, 0);
        for wrong in [&[][..], b"soon", &[0xff; 64], &cut[..cut.len() - 1], &details(RETRY_INFO, -1, 0)] {
            assert_eq!(retry_info(wrong), None);
        }
        assert_eq!(retry_info(&details("type.googleapis.com/google.rpc.Help", 2, 0)), None);
    }
}
