use std::fmt::{self, Write};

/// The active span of a tracing system: W3C trace id and span id.
///
/// ```
/// use tracewell_log::TraceIds;
///
/// let ids = TraceIds::new([0x0a; 16], [0x0b; 8]).unwrap();
/// assert_eq!(ids.to_string(), "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a-0b0b0b0b0b0b0b0b");
/// assert!(TraceIds::new([0; 16], [0x0b; 8]).is_none());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceIds {
    trace_id: [u8; 16],
    span_id: [u8; 8],
}

impl TraceIds {
    /// Ids in network byte order; none if one of them is all zero, which W3C Trace Context calls invalid.
    #[must_use]
    pub fn new(trace_id: [u8; 16], span_id: [u8; 8]) -> Option<Self> {
        let valid = trace_id != [0; 16] && span_id != [0; 8];
        valid.then_some(Self { trace_id, span_id })
    }

    pub(crate) fn write_trace_id(&self, out: &mut String) {
        push_hex(out, &self.trace_id);
    }

    pub(crate) fn write_span_id(&self, out: &mut String) {
        push_hex(out, &self.span_id);
    }
}

impl fmt::Display for TraceIds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(49);
        self.write_trace_id(&mut text);
        text.push('-');
        self.write_span_id(&mut text);
        f.write_str(&text)
    }
}

fn push_hex(out: &mut String, bytes: &[u8]) {
    for byte in bytes {
        for digit in [byte >> 4, byte & 15] {
            let _ = out.write_char(char::from_digit(digit.into(), 16).unwrap_or('0'));
        }
    }
}
