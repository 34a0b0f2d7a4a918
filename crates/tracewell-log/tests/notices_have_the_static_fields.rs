//! What a writer says by itself has the fields of every other line.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use tracewell_log::{LogLayer, Notice, NoticeFormat};
use tracewell_redact::Policy;

#[test]
fn a_notice_has_them_and_no_key_twice() {
    let layer =
        LogLayer::new(Policy::production()).static_fields([("region", "eu-1"), ("sink", "mine"), ("token", "x")]);
    let mut line = Vec::new();
    layer.notice_format().format(&Notice::LinesDropped { sink: "stdout", dropped: 12 }, &mut line);
    let text = String::from_utf8(line).unwrap();
    let line: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (&line["region"], &line["sink"], &line["token"]),
        (&"eu-1".into(), &"stdout".into(), &"[REDACTED]".into())
    );
    assert_eq!(text.matches("\"sink\"").count(), 1);
}
