use serde_json::{Map, Value};

/// Members in which log stores and runtimes put a line as text.
const TEXTS: [&str; 5] = ["log", "line", "_line", "_raw", "message"];
/// Members in which they put it as an object.
const OBJECTS: [&str; 4] = ["jsonPayload", "_source", "attributes", "parsed"];

/// The line that a log store or a container runtime has wrapped; or what was given, if it is none.
pub(super) fn unwrapped(mut members: Map<String, Value>) -> Map<String, Value> {
    let is_line =
        |inner: &Map<String, Value>| ["message", "msg", "fields"].iter().any(|name| inner.contains_key(*name));
    for name in OBJECTS {
        if let Some(Value::Object(inner)) = members.get(name).filter(|inner| inner.as_object().is_some_and(is_line)) {
            return inner.clone();
        }
    }
    for name in TEXTS {
        let text = members.get(name).and_then(Value::as_str).map(str::trim).filter(|text| text.starts_with('{'));
        if let Some(Ok(Value::Object(inner))) = text.map(serde_json::from_str)
            && is_line(&inner)
        {
            return inner;
        }
    }
    // The runtime of Docker, around a line of plain text.
    if members.contains_key("stream")
        && let Some(Value::String(text)) = members.remove("log")
    {
        members.insert("message".to_owned(), Value::String(text.trim_end().to_owned()));
    }
    members
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrapped_is_found() {
        for line in [
            r#"{"message":"m","level":"INFO"}"#,
            r#"{"log":"{\"message\":\"m\",\"level\":\"INFO\"}\n","stream":"stdout","time":"x"}"#,
            r#"{"insertId":"1","jsonPayload":{"message":"m","level":"INFO"},"timestamp":"x"}"#,
            r#"{"labels":{},"line":"{\"message\":\"m\",\"level\":\"INFO\"}","timestamp":"x"}"#,
            r#"{"_source":{"message":"m","level":"INFO"}}"#,
        ] {
            let members = serde_json::from_str(line).unwrap();
            assert_eq!(Value::Object(unwrapped(members)).to_string(), r#"{"level":"INFO","message":"m"}"#, "{line}");
        }
    }
}
