//! Short ways to write what is exported.

use std::time::{SystemTime, UNIX_EPOCH};

use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, InstrumentationScope, KeyValue};

pub(crate) fn attribute(key: &str, value: impl Into<AnyValueLike>) -> KeyValue {
    KeyValue { key: key.to_owned(), value: Some(value.into().0), ..KeyValue::default() }
}

pub(crate) fn text(text: impl Into<String>) -> AnyValue {
    AnyValue { value: Some(Value::StringValue(text.into())) }
}

/// A value of an attribute.
pub(crate) struct AnyValueLike(AnyValue);

impl From<AnyValue> for AnyValueLike {
    fn from(value: AnyValue) -> Self {
        Self(value)
    }
}

impl From<&str> for AnyValueLike {
    fn from(value: &str) -> Self {
        Self(text(value))
    }
}

impl From<String> for AnyValueLike {
    fn from(value: String) -> Self {
        Self(text(value))
    }
}

impl From<i64> for AnyValueLike {
    fn from(value: i64) -> Self {
        Self(AnyValue { value: Some(Value::IntValue(value)) })
    }
}

impl From<f64> for AnyValueLike {
    fn from(value: f64) -> Self {
        Self(AnyValue { value: Some(Value::DoubleValue(value)) })
    }
}

impl From<bool> for AnyValueLike {
    fn from(value: bool) -> Self {
        Self(AnyValue { value: Some(Value::BoolValue(value)) })
    }
}

/// Who speaks, where no library has said so.
pub(crate) fn own_scope() -> InstrumentationScope {
    InstrumentationScope {
        name: "tracewell".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        ..InstrumentationScope::default()
    }
}

pub(crate) fn nanoseconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| u64::try_from(since.as_nanos()).unwrap_or(u64::MAX))
}
