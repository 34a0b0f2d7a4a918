use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, Uri};
use tracewell_export::Reader;
use tracewell_names::variable;

use super::certificates::certificates;
use super::resource;
use crate::signal::Signal;

/// How long an export may take, unless the environment says otherwise.
const TIMEOUT: u64 = 10_000;
/// Ten minutes: longer is a mistake.
const LONGEST_TIMEOUT: u64 = 600_000;

/// Headers that say how a request is read. Another one than it has would break it, or smuggle a second one in.
const FRAMING: &[&str] = &[
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "host",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// How a signal travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    Grpc,
    HttpProtobuf,
}

impl Protocol {
    fn parse(word: &str) -> Option<Self> {
        match word.to_ascii_lowercase().as_str() {
            "grpc" => Some(Self::Grpc),
            "http/protobuf" => Some(Self::HttpProtobuf),
            _ => None,
        }
    }

    /// Where the specification expects a collector.
    fn default_endpoint(self) -> Uri {
        Uri::from_static(match self {
            Self::Grpc => "http://localhost:4317",
            Self::HttpProtobuf => "http://localhost:4318",
        })
    }
}

/// Where a signal goes. Endpoint and headers may hold secrets, so it does not show them.
#[derive(Clone)]
pub(crate) struct Destination {
    pub(crate) protocol: Protocol,
    /// With the signal's path for HTTP.
    pub(crate) endpoint: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) timeout: Duration,
    pub(crate) gzip: bool,
    /// Certificates that a collector's is verified against, in PEM; `None` for those of the system.
    pub(crate) roots: Option<Arc<[u8]>>,
}

impl Destination {
    /// Where `signal` goes, or nowhere. What is said for one signal beats what is said for all.
    pub(super) fn read(reader: &mut Reader<'_>, signal: Signal) -> Option<Self> {
        let own = signal.variables();
        let exporter = reader.parsed(own.exporter, |list| match list.to_ascii_lowercase().as_str() {
            "none" => Some(false),
            list => list.split(',').any(|word| word.trim() == "otlp").then_some(true),
        });
        if exporter == Some(false) {
            return None;
        }
        let protocol = reader
            .parsed(own.protocol, Protocol::parse)
            .or_else(|| reader.parsed(variable::OTEL_EXPORTER_OTLP_PROTOCOL, Protocol::parse))
            .unwrap_or(Protocol::HttpProtobuf);
        let endpoint = match said(reader, own.endpoint, endpoint) {
            Some(None) => said(reader, variable::OTEL_EXPORTER_OTLP_ENDPOINT, endpoint).and_then(|common| {
                let common = common.unwrap_or_else(|| protocol.default_endpoint());
                match protocol {
                    Protocol::Grpc => Some(common),
                    Protocol::HttpProtobuf => below(&common, signal.http_path()),
                }
            }),
            own => own.flatten(),
        };
        let roots = said(reader, variable::OTEL_EXPORTER_OTLP_CERTIFICATE, certificates);
        let timeout = reader.number(variable::OTEL_EXPORTER_OTLP_TIMEOUT, TIMEOUT, 1, LONGEST_TIMEOUT);
        let headers = match said(reader, own.headers, headers) {
            Some(None) => reader.parsed(variable::OTEL_EXPORTER_OTLP_HEADERS, headers),
            // Those for others are none of this one's business.
            own => own.flatten(),
        };
        let destination = Self {
            protocol,
            // Nothing, rather than to somebody else, or to whoever the system believes: there are keys among the headers.
            endpoint: endpoint?,
            headers: headers.unwrap_or_default(),
            timeout: reader.milliseconds(own.timeout, timeout, LONGEST_TIMEOUT),
            gzip: reader.parsed(variable::OTEL_EXPORTER_OTLP_COMPRESSION, compression).unwrap_or(false),
            roots: roots?,
        };
        Some(destination)
    }
}

/// What is made of a variable: `Some(None)` if it says nothing, `None` if what it says makes no sense.
fn said<T>(
    reader: &mut Reader<'_>,
    variable: &'static str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Option<Option<T>> {
    match reader.text(variable) {
        Some(_) => reader.parsed(variable, parse).map(Some),
        None => Some(None),
    }
}

/// An address with scheme and host. Credentials in it would go unused, and be forgotten there.
fn endpoint(text: &str) -> Option<Uri> {
    let uri: Uri = text.parse().ok()?;
    let scheme = uri.scheme_str()?;
    let authority = uri.authority()?;
    let fits = matches!(scheme, "http" | "https") && !authority.as_str().contains('@') && !authority.host().is_empty();
    fits.then_some(uri)
}

/// The path of a signal below the common endpoint.
fn below(endpoint: &Uri, path: &str) -> Option<Uri> {
    let mut parts = endpoint.clone().into_parts();
    let path = format!("{}{path}", endpoint.path().trim_end_matches('/'));
    parts.path_and_query = Some(path.parse().ok()?);
    Uri::from_parts(parts).ok()
}

fn headers(list: &str) -> Option<HeaderMap> {
    resource::pairs(list)?
        .into_iter()
        .map(|(name, value)| {
            let name = HeaderName::try_from(name.to_ascii_lowercase())
                .ok()
                .filter(|name| !FRAMING.contains(&name.as_str()))?;
            let mut value = HeaderValue::try_from(value).ok()?;
            value.set_sensitive(true);
            Some((name, value))
        })
        .collect()
}

fn compression(word: &str) -> Option<bool> {
    match word.to_ascii_lowercase().as_str() {
        "gzip" => Some(true),
        "none" => Some(false),
        _ => None,
    }
}

impl fmt::Debug for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Destination")
            .field("protocol", &self.protocol)
            .field("timeout", &self.timeout)
            .field("gzip", &self.gzip)
            .finish_non_exhaustive()
    }
}
