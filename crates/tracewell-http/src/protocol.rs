use http::{Request, Version};

/// How a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Protocol {
    /// `http` or `https`.
    pub(crate) scheme: &'static str,
    /// The version of HTTP.
    pub(crate) version: &'static str,
}

impl Protocol {
    /// Servers that speak TLS themselves are told the scheme by HTTP/2 alone; behind a proxy the service speaks `http`.
    pub(crate) fn of<B>(request: &Request<B>) -> Self {
        let scheme = if request.uri().scheme_str() == Some("https") { "https" } else { "http" };
        let version = match request.version() {
            Version::HTTP_09 => "0.9",
            Version::HTTP_10 => "1.0",
            Version::HTTP_2 => "2",
            Version::HTTP_3 => "3",
            _ => "1.1",
        };
        Self { scheme, version }
    }
}
