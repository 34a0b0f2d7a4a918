use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};

/// What a body is, as far as it decides how it is redacted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    Json,
    /// A JSON text on each line.
    JsonLines,
    Form,
    Markup,
    Text,
    /// Has no end to wait for.
    Stream,
    Binary,
}

impl Media {
    /// By `Content-Type`. What is not known to be text in an encoding that shows secrets as they are is binary.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let Some(kind) = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()) else { return Self::Binary };
        let mut parts = kind.split(';');
        let kind = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let charset = parts.find_map(|part| {
            let (name, value) = part.split_once('=')?;
            name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"').to_ascii_lowercase())
        });
        let readable = charset.is_none_or(|charset| {
            ["utf-8", "utf8", "us-ascii", "ascii"].contains(&charset.as_str())
                || charset.starts_with("iso-8859-")
                || charset.starts_with("windows-125")
        });
        match kind.as_str() {
            "text/event-stream" | "multipart/x-mixed-replace" => Self::Stream,
            _ if !readable => Self::Binary,
            "application/x-www-form-urlencoded" => Self::Form,
            "application/x-ndjson" | "application/jsonl" | "application/json-seq" => Self::JsonLines,
            "application/javascript" | "application/yaml" | "application/x-yaml" | "application/graphql" => Self::Text,
            "text/html" => Self::Markup,
            other if other.ends_with("/json") || other.ends_with("+json") => Self::Json,
            other if other.ends_with("/xml") || other.ends_with("+xml") => Self::Markup,
            other if other.ends_with("+yaml") || other.starts_with("text/") => Self::Text,
            _ => Self::Binary,
        }
    }
}

/// How a body is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    Identity,
    Gzip,
    Deflate,
    /// One that is not read here, or several.
    Other,
}

impl Coding {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let mut codings = headers.get_all(CONTENT_ENCODING).iter();
        let (Some(coding), None) = (codings.next(), codings.next()) else {
            return if headers.contains_key(CONTENT_ENCODING) { Self::Other } else { Self::Identity };
        };
        match coding.to_str().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
            "" | "identity" => Self::Identity,
            "gzip" | "x-gzip" => Self::Gzip,
            "deflate" => Self::Deflate,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn content_types_are_told_apart() {
        for (kind, media) in [
            ("application/json", Media::Json),
            ("Application/Problem+JSON; charset=UTF-8", Media::Json),
            ("application/x-www-form-urlencoded", Media::Form),
            ("application/x-ndjson", Media::JsonLines),
            ("text/plain; charset=iso-8859-1", Media::Text),
            ("text/plain; charset=utf-7", Media::Binary),
            ("application/json; charset=utf-16", Media::Binary),
            ("text/html", Media::Markup),
            ("application/soap+xml", Media::Markup),
            ("text/event-stream", Media::Stream),
            ("application/grpc", Media::Binary),
            ("image/png", Media::Binary),
            ("", Media::Binary),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
            assert_eq!(Media::of(&headers), media, "{kind}");
        }
        assert_eq!(Media::of(&HeaderMap::new()), Media::Binary);
    }
}
