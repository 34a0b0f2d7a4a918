use serde_json::value::RawValue;
use serde_json::{Map, Value};
use tracewell_redact::{JsonOutcome, Mode, Policy};

use crate::bytes::Bytes;

/// What comes out whole is JSON, agrees with a tree, and holds nothing that was planted.
pub fn json(bytes: &[u8]) {
    let policy =
        Policy::builder(Mode::Development).max_value_bytes(1 << 20).build().unwrap_or_else(|_| Policy::development());
    let mut bytes = Bytes::new(bytes);
    let mut out = String::new();
    if bytes.next() % 2 == 0 {
        let text = bytes.rest();
        let outcome = policy.json().redact_into(text.as_bytes(), &mut out);
        // By the grammar alone: a tree has no room for a number such as `8E8888`.
        let reads = serde_json::from_str::<&RawValue>(&out).is_ok();
        match outcome {
            JsonOutcome::Whole => assert!(reads, "{out:?} from {text:?}"),
            JsonOutcome::Invalid => assert!(out.is_empty(), "{out:?} from {text:?}"),
            _ => {}
        }
        return;
    }
    let (value, expected) = pair(&mut bytes, 0);
    let text = value.to_string();
    assert_eq!(policy.json().redact_into(text.as_bytes(), &mut out), JsonOutcome::Whole, "{text}");
    let read = serde_json::from_str::<Value>(&out);
    assert_eq!(read.ok(), Some(expected), "{out:?} from {text:?}");
}

/// A value, and what is to become of it.
fn pair(bytes: &mut Bytes<'_>, depth: usize) -> (Value, Value) {
    match bytes.next() % if depth > 6 { 4 } else { 6 } {
        0 => {
            let number = Value::from(i64::from(bytes.next()) - 100);
            (number.clone(), number)
        }
        1 => (Value::Null, Value::Null),
        2 => {
            let text = Value::from(bytes.word("abc xyz é𝄞\n\"\\/", 12));
            (text.clone(), text)
        }
        3 => {
            let (secret, marker) = bytes.secret();
            (Value::from(format!("see <{secret}> there")), Value::from(format!("see <{marker}> there")))
        }
        4 => {
            let (values, expected) = (0..bytes.next() % 4).map(|_| pair(bytes, depth + 1)).unzip();
            (Value::Array(values), Value::Array(expected))
        }
        _ => {
            let mut members = (Map::new(), Map::new());
            for _ in 0..bytes.next() % 4 {
                let name = bytes.pick(&["a", "b x", "é\n", "password", "userToken", "api_key", "n"]);
                let (value, expected) = pair(bytes, depth + 1);
                let secret = matches!(name, "password" | "userToken" | "api_key");
                members.0.insert(name.to_owned(), value);
                members.1.insert(name.to_owned(), if secret { Value::from("[REDACTED]") } else { expected });
            }
            (Value::Object(members.0), Value::Object(members.1))
        }
    }
}
