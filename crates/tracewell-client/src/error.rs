use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::sync::Arc;

use http::StatusCode;

use crate::ErrorKind;
use crate::link::Link;

pub(crate) type BoxError = Box<dyn StdError + Send + Sync>;

/// The longest chain of causes that is looked at.
const LONGEST_CHAIN: usize = 8;

/// Why a call to another service failed.
///
/// It keeps nothing of the error that it stands for but what kind it is: clients put the URL, and proxies what a header
/// said, into their texts. So it may be logged, printed and shown under `{:?}`, its [source](std::error::Error::source)
/// too.
///
/// ```
/// use tracewell_client::{Error, ErrorKind};
///
/// fn status(error: &Error) -> u16 {
///     if error.kind() == ErrorKind::Timeout { 504 } else { 502 }
/// }
/// ```
#[derive(Clone)]
pub struct Error {
    kind: ErrorKind,
    service: Arc<str>,
    status: Option<StatusCode>,
    cause: Option<Link>,
}

impl Error {
    pub(crate) fn new(service: &Arc<str>, kind: ErrorKind) -> Self {
        Self { kind, service: Arc::clone(service), status: None, cause: None }
    }

    /// Only the kind of `error` is kept, and of its texts those that are the same whatever was called.
    pub(crate) fn of(service: &Arc<str>, error: &BoxError) -> Self {
        if let Some(own) = error.downcast_ref::<Self>() {
            return own.clone();
        }
        let mut kind = None;
        let mut texts = Vec::new();
        let mut next: Option<&(dyn StdError + 'static)> = Some(&**error);
        let mut before = None;
        for _ in 0..LONGEST_CHAIN {
            let Some(link) = next else { break };
            // What is found further in is nearer to the cause, but a deadline ends whatever was going on.
            if let Some(found) = kind_of(link).filter(|_| kind != Some(ErrorKind::Timeout)) {
                kind = Some(found);
            }
            if let Some(text) = known_text(link).filter(|text| before != Some(*text)) {
                texts.push(Cow::Borrowed(text));
                before = Some(text);
            }
            next = within(link);
        }
        Self::new(service, kind.unwrap_or(ErrorKind::Failed)).caused_by(texts)
    }

    pub(crate) fn caused_by(mut self, texts: Vec<Cow<'static, str>>) -> Self {
        self.cause = Link::chain(self.kind, texts);
        self
    }

    #[cfg(feature = "reqwest")]
    pub(crate) fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.kind = kind;
        self
    }

    #[cfg(feature = "reqwest")]
    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.status = Some(status);
        self
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The name of the called service, as the client was given it.
    #[must_use]
    pub fn service(&self) -> &str {
        &self.service
    }

    /// The status of the answer, where that is what is wrong.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// Why no connection was found, in one word, where that can be told.
    pub(crate) fn reason(&self) -> Option<&'static str> {
        if self.kind != ErrorKind::Unreachable {
            return None;
        }
        let mut found = None;
        let mut next = self.cause.as_ref().and_then(Link::text_and_next);
        while let Some((text, behind)) = next {
            found = REASONS.iter().find(|(known, _)| *known == text).map(|(_, reason)| *reason).or(found);
            next = behind.and_then(Link::text_and_next);
        }
        found
    }

    /// Whether it took too long.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind == ErrorKind::Timeout
    }

    /// Whether no connection was found.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.kind == ErrorKind::Unreachable
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the call to {} {}", self.service, self.kind.text())?;
        match self.status {
            Some(status) => write!(f, ": {}", status.as_u16()),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Error");
        shown.field("kind", &self.kind).field("service", &self.service);
        if let Some(status) = &self.status {
            shown.field("status", status);
        }
        if let Some(text) = self.cause.as_ref().and_then(Link::text) {
            shown.field("cause", &text);
        }
        shown.finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.as_ref().map(Link::as_error)
    }
}

/// What stands behind an error. One of input and output skips what it holds, which is what its text was of.
fn within<'e>(error: &'e (dyn StdError + 'static)) -> Option<&'e (dyn StdError + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(held) => Some(held),
        None => error.source(),
    }
}

fn kind_of(error: &(dyn StdError + 'static)) -> Option<ErrorKind> {
    if let Some(own) = error.downcast_ref::<Error>() {
        return Some(own.kind);
    }
    #[cfg(feature = "reqwest")]
    if let Some(error) = error.downcast_ref::<reqwest::Error>() {
        return kind_of_reqwest(error);
    }
    if let Some(error) = error.downcast_ref::<io::Error>() {
        return kind_of_io(error.kind());
    }
    TEXTS.iter().find(|(text, _)| Some(*text) == known_text(error)).and_then(|(_, kind)| *kind)
}

#[cfg(feature = "reqwest")]
fn kind_of_reqwest(error: &reqwest::Error) -> Option<ErrorKind> {
    if error.is_timeout() {
        Some(ErrorKind::Timeout)
    } else if error.is_connect() {
        Some(ErrorKind::Unreachable)
    } else if error.is_builder() {
        Some(ErrorKind::InvalidRequest)
    } else if error.is_redirect() {
        Some(ErrorKind::Redirect)
    } else {
        None
    }
}

fn kind_of_io(kind: io::ErrorKind) -> Option<ErrorKind> {
    use io::ErrorKind as Io;
    match kind {
        Io::TimedOut => Some(ErrorKind::Timeout),
        Io::ConnectionRefused
        | Io::HostUnreachable
        | Io::NetworkUnreachable
        | Io::NetworkDown
        | Io::AddrNotAvailable => Some(ErrorKind::Unreachable),
        Io::ConnectionReset | Io::ConnectionAborted | Io::BrokenPipe | Io::UnexpectedEof | Io::NotConnected => {
            Some(ErrorKind::Closed)
        }
        _ => None,
    }
}

/// Texts that say what happened and cannot hold anything of the call. Whatever begins like one is shown as it alone.
const TEXTS: &[(&str, Option<ErrorKind>)] = &[
    ("operation timed out", Some(ErrorKind::Timeout)),
    ("request timed out", Some(ErrorKind::Timeout)),
    ("deadline has elapsed", Some(ErrorKind::Timeout)),
    ("Timeout expired", Some(ErrorKind::Timeout)),
    ("timed out", Some(ErrorKind::Timeout)),
    ("tcp connect error", Some(ErrorKind::Unreachable)),
    ("dns error", Some(ErrorKind::Unreachable)),
    ("failed to lookup address information", Some(ErrorKind::Unreachable)),
    ("invalid peer certificate", Some(ErrorKind::Unreachable)),
    ("received fatal alert", Some(ErrorKind::Unreachable)),
    ("received corrupt message", Some(ErrorKind::Unreachable)),
    ("tls handshake eof", Some(ErrorKind::Unreachable)),
    ("connection closed before message completed", Some(ErrorKind::Closed)),
    ("connection reset", Some(ErrorKind::Closed)),
    ("connection error", Some(ErrorKind::Closed)),
    ("channel closed", Some(ErrorKind::Closed)),
    ("end of file before message length reached", Some(ErrorKind::Closed)),
    ("unexpected EOF during chunk size line", Some(ErrorKind::Closed)),
    ("unexpected end of file", Some(ErrorKind::Closed)),
    ("error reading a body from connection", Some(ErrorKind::Closed)),
    ("invalid HTTP header parsed", None),
    ("invalid HTTP status-code parsed", None),
    ("invalid HTTP version parsed", None),
    ("message head is too large", None),
];

/// What those say of a connection that was not found, in words for a field.
const REASONS: &[(&str, &str)] = &[
    ("dns error", "dns"),
    ("failed to lookup address information", "dns"),
    ("connection refused", "refused"),
    ("host unreachable", "unroutable"),
    ("network unreachable", "unroutable"),
    ("address not available", "unroutable"),
    ("invalid peer certificate", "tls"),
    ("received fatal alert", "tls"),
    ("received corrupt message", "tls"),
    ("tls handshake eof", "tls"),
];

/// Of an error's text what is known to be harmless.
fn known_text(error: &(dyn StdError + 'static)) -> Option<&'static str> {
    if let Some(error) = error.downcast_ref::<io::Error>() {
        // The kind's own text; a custom one may say anything.
        if error.get_ref().is_none() {
            return Some(io_text(error.kind()));
        }
    }
    let mut head = Head::default();
    // Writing stops once the head is full, which is an error by then expected.
    let _ = fmt::write(&mut head, format_args!("{error}"));
    let head = head.as_str();
    TEXTS.iter().map(|(text, _)| *text).find(|text| head.starts_with(text))
}

fn io_text(kind: io::ErrorKind) -> &'static str {
    use io::ErrorKind as Io;
    match kind {
        Io::ConnectionRefused => "connection refused",
        Io::ConnectionReset => "connection reset",
        Io::ConnectionAborted => "connection aborted",
        Io::HostUnreachable => "host unreachable",
        Io::NetworkUnreachable => "network unreachable",
        Io::NotConnected => "not connected",
        Io::AddrNotAvailable => "address not available",
        Io::BrokenPipe => "broken pipe",
        Io::TimedOut => "timed out",
        Io::UnexpectedEof => "unexpected end of file",
        _ => "input or output error",
    }
}

/// The first bytes of a text, without its rest ever being kept.
struct Head {
    bytes: [u8; Self::LEN],
    len: usize,
}

impl Head {
    const LEN: usize = 64;

    fn as_str(&self) -> &str {
        let bytes = self.bytes.get(..self.len).unwrap_or_default();
        match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => bytes.get(..error.valid_up_to()).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or(""),
        }
    }
}

impl Default for Head {
    fn default() -> Self {
        Self { bytes: [0; Self::LEN], len: 0 }
    }
}

impl fmt::Write for Head {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let free = Self::LEN - self.len;
        let taken = text.len().min(free);
        self.bytes[self.len..self.len + taken].copy_from_slice(&text.as_bytes()[..taken]);
        self.len += taken;
        if taken < text.len() { Err(fmt::Error) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(error: impl Into<BoxError>) -> Error {
        Error::of(&Arc::from("geo"), &error.into())
    }

    #[test]
    fn of_a_text_nothing_is_kept() {
        let error = of("GET https://geo/?key=abc with x-api-key: abc was refused");
        let mut shown = format!("{error} {error:?} {error:#?}");
        let mut next = error.source();
        while let Some(source) = next {
            shown.push_str(&format!("{source} {source:?}"));
            next = source.source();
        }
        assert!(!shown.contains("abc") && !shown.contains("https"), "{shown}");
        assert_eq!(error.to_string(), "the call to geo failed");
    }

    #[test]
    fn the_kind_comes_from_the_innermost_that_knows() {
        assert_eq!(of(io::Error::from(io::ErrorKind::ConnectionRefused)).kind(), ErrorKind::Unreachable);
        let outer = io::Error::other(io::Error::from(io::ErrorKind::ConnectionReset));
        let error = of(outer);
        assert_eq!(error.kind(), ErrorKind::Closed);
        assert_eq!(error.source().unwrap().to_string(), "connection reset");
        assert_eq!(of("request timed out").kind(), ErrorKind::Timeout);
        assert_eq!(of("anything").kind(), ErrorKind::Failed);
    }

    #[test]
    fn why_there_is_no_connection_is_one_word() {
        let refused = of(io::Error::from(io::ErrorKind::ConnectionRefused));
        assert_eq!((refused.kind(), refused.reason()), (ErrorKind::Unreachable, Some("refused")));
        assert_eq!(of("dns error: no such host secret.example").reason(), Some("dns"));
        assert_eq!(of("invalid peer certificate: UnknownIssuer").reason(), Some("tls"));
        assert_eq!(of("tcp connect error").reason(), None);
        assert_eq!(of(io::Error::from(io::ErrorKind::ConnectionReset)).reason(), None);
    }

    #[test]
    fn of_a_known_text_only_the_known_part_is_kept() {
        let error = of("invalid peer certificate: certificate not valid for name \"secret.example\"");
        assert_eq!(error.source().unwrap().to_string(), "invalid peer certificate");
    }
}
