//! What a client wants for an answer, by its `Accept` (RFC 9110, 12.5.1).

use axum::http::HeaderMap;
use axum::http::header::ACCEPT;

/// As much as there can be, in thousandths.
const MOST: u16 = 1000;

/// Whether a client names this media type, and would rather have it than the other, or as much.
pub(super) fn prefers(headers: &HeaderMap, media_type: &str, other: &str) -> bool {
    let named = ranges(headers).any(|(range, _)| range.eq_ignore_ascii_case(media_type));
    let quality = |media_type| quality(headers, media_type).unwrap_or_default();
    named && quality(media_type) > 0 && quality(media_type) >= quality(other)
}

/// Whether a client says that it does not take this media type. One that says nothing of it may find that it does.
pub(super) fn refuses(headers: &HeaderMap, media_type: &str) -> bool {
    quality(headers, media_type) == Some(0)
}

/// How much it wants a media type, by what it says of it most precisely.
fn quality(headers: &HeaderMap, media_type: &str) -> Option<u16> {
    let group = media_type.split('/').next().unwrap_or_default();
    let precision = |range: &str| match range.split_once('/')? {
        ("*", "*") => Some(0),
        (named, "*") => named.eq_ignore_ascii_case(group).then_some(1),
        _ => range.eq_ignore_ascii_case(media_type).then_some(2),
    };
    let found = ranges(headers).filter_map(|(range, quality)| Some((precision(range)?, quality)));
    found.max().map(|(_, quality)| quality)
}

/// Media ranges with their qualities. One whose quality is none is left out.
fn ranges(headers: &HeaderMap) -> impl Iterator<Item = (&str, u16)> {
    let accepted = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).filter_map(|part| {
        let (range, parameters) = part.split_once(';').unwrap_or((part, ""));
        let mut parameters = parameters.split(';').filter_map(|parameter| parameter.trim().split_once('='));
        let quality = parameters.find(|(name, _)| name.trim_end().eq_ignore_ascii_case("q"));
        Some((range.trim(), quality.map_or(Some(MOST), |(_, value)| thousandths(value.trim()))?))
    })
}

/// `0` to `1`, with at most three digits behind the point.
fn thousandths(value: &str) -> Option<u16> {
    let (whole, part) = value.split_once('.').unwrap_or((value, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() != 1 || part.len() > 3 || !digits(whole) || !digits(part) {
        return None;
    }
    format!("{whole}{part:0<3}").parse().ok().filter(|thousandths| *thousandths <= MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = "application/json";
    const TEXT: &str = "text/plain";

    fn accepting(lines: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(ACCEPT, line.parse().unwrap());
        }
        headers
    }

    #[test]
    fn what_is_named_is_wanted_unless_it_is_refused_or_less_so() {
        for line in [
            JSON,
            "Application/JSON",
            "text/html, application/json;q=0.9, */*;q=0.8",
            "application/json; charset=utf-8 ; Q=0.5, text/plain;q=0.5",
            "application/json;q=0.001, text/*;q=0",
            "*/*, application/json",
        ] {
            assert!(prefers(&accepting(&[line]), JSON, TEXT), "{line}");
        }
        for line in [
            "",
            "*/*",
            "application/*",
            "application/json;q=0",
            "application/json; q=0.000, */*",
            "application/json;q=0.5, text/plain",
            "application/json;q=nan",
            "application/json;q=1.001",
            "application/json;q=",
        ] {
            assert!(!prefers(&accepting(&[line]), JSON, TEXT), "{line}");
        }
        assert!(!prefers(&HeaderMap::new(), JSON, TEXT));
        assert!(prefers(&accepting(&["text/html", JSON]), JSON, TEXT));
    }

    #[test]
    fn the_most_precise_word_on_it_counts() {
        let stream = "text/event-stream";
        for line in ["text/event-stream;q=0", "text/event-stream;q=0.0, */*", "text/*;q=0", "*/*;q=0, text/html"] {
            assert!(refuses(&accepting(&[line]), stream), "{line}");
        }
        for line in ["", stream, "*/*", "text/*;q=0, text/event-stream;q=0.1", "application/json", "*/*;q=0, text/*"] {
            assert!(!refuses(&accepting(&[line]), stream), "{line}");
        }
    }
}
