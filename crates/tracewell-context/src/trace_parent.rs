use std::error::Error;
use std::fmt;
use std::str::FromStr;

/// The caller's position in a distributed trace: the `traceparent` header of W3C Trace Context.
///
/// ```
/// use tracewell_context::TraceParent;
///
/// let parent: TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".parse()?;
/// assert_eq!(parent.trace_id(), "0af7651916cd43dd8448eb211c80319c");
/// assert!(parent.sampled());
/// assert_eq!(parent.to_string(), "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
///
/// assert!("00-00000000000000000000000000000000-b7ad6b7169203331-01".parse::<TraceParent>().is_err());
/// # Ok::<(), tracewell_context::InvalidTraceParent>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TraceParent {
    // Kept as the hex digits it came in: it is printed for each line and never calculated with.
    trace_id: [u8; 32],
    span_id: [u8; 16],
    flags: u8,
}

impl TraceParent {
    /// A position from ids in network byte order; none if one of them is all zero, which W3C Trace Context calls
    /// invalid.
    #[must_use]
    pub fn new(trace_id: [u8; 16], span_id: [u8; 8], flags: u8) -> Option<Self> {
        if trace_id == [0; 16] || span_id == [0; 8] {
            return None;
        }
        let mut parent = Self { trace_id: [b'0'; 32], span_id: [b'0'; 16], flags };
        write_hex(&trace_id, &mut parent.trace_id);
        write_hex(&span_id, &mut parent.span_id);
        Some(parent)
    }

    /// The id of the whole trace: 32 lower-case hex digits, not all zero.
    #[must_use]
    pub fn trace_id(&self) -> &str {
        std::str::from_utf8(&self.trace_id).unwrap_or_default()
    }

    /// The id of the caller's span: 16 lower-case hex digits, not all zero.
    #[must_use]
    pub fn span_id(&self) -> &str {
        std::str::from_utf8(&self.span_id).unwrap_or_default()
    }

    /// The trace flags, as they came.
    #[must_use]
    pub fn flags(&self) -> u8 {
        self.flags
    }

    /// The same position in a trace that is not recorded.
    #[must_use]
    pub const fn not_sampled(mut self) -> Self {
        self.flags &= !1;
        self
    }

    /// Whether the caller says that it records this trace. Advice, not an order: whoever can send a header can set it.
    #[must_use]
    pub fn sampled(&self) -> bool {
        self.flags & 1 == 1
    }
}

/// A `traceparent` that is not valid, and is to be ignored, `tracestate` with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidTraceParent;

impl fmt::Display for InvalidTraceParent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("traceparent is not valid")
    }
}

impl Error for InvalidTraceParent {}

impl FromStr for TraceParent {
    type Err = InvalidTraceParent;

    fn from_str(text: &str) -> Result<Self, InvalidTraceParent> {
        parse(text.as_bytes()).ok_or(InvalidTraceParent)
    }
}

/// Version 00 is exactly 55 bytes; a later version may carry more behind another dash (W3C Trace Context, 4.3).
fn parse(text: &[u8]) -> Option<TraceParent> {
    let (head, rest) = text.split_at_checked(55)?;
    let version = hex_byte(head.get(..2)?)?;
    let fits = match version {
        0xff => false,
        0 => rest.is_empty(),
        _ => rest.is_empty() || rest.starts_with(b"-"),
    };
    if !fits || head[2] != b'-' || head[35] != b'-' || head[52] != b'-' {
        return None;
    }
    let trace_id: [u8; 32] = head.get(3..35)?.try_into().ok()?;
    let span_id: [u8; 16] = head.get(36..52)?.try_into().ok()?;
    if !is_id(&trace_id) || !is_id(&span_id) {
        return None;
    }
    let flags = hex_byte(head.get(53..55)?)?;
    // A later version may give the other flags a meaning we don't know: pass on the one we do.
    Some(TraceParent { trace_id, span_id, flags: if version == 0 { flags } else { flags & 1 } })
}

fn write_hex(bytes: &[u8], digits: &mut [u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for (byte, pair) in bytes.iter().zip(digits.chunks_exact_mut(2)) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 15)];
    }
}

fn is_id(digits: &[u8]) -> bool {
    digits.iter().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) && digits.iter().any(|digit| *digit != b'0')
}

fn hex_byte(digits: &[u8]) -> Option<u8> {
    if !digits.iter().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

impl fmt::Display for TraceParent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "00-{}-{}-{:02x}", self.trace_id(), self.span_id(), self.flags)
    }
}

impl fmt::Debug for TraceParent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TraceParent").field(&self.to_string()).finish()
    }
}
