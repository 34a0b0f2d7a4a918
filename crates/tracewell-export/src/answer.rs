use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};

/// What came back.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; none if it was too long to be read, or broke off.
    pub body: Option<Bytes>,
}

impl Answer {
    /// Whether what was asked may have written it: the content type is one of `types`, or there is no body that needs one.
    ///
    /// A gate or a proxy in between answers in its place, and many do so with a 200 and a page that asks for a login. What
    /// names no type counts unless it is such a page.
    #[must_use]
    pub fn is_of(&self, types: &[&str]) -> bool {
        if self.body.as_ref().is_some_and(Bytes::is_empty) {
            return true;
        }
        match self.headers.get(CONTENT_TYPE) {
            Some(said) => {
                let said = said.to_str().unwrap_or_default();
                let essence = said.split_once(';').map_or(said, |(essence, _)| essence).trim();
                types.iter().any(|known| essence.eq_ignore_ascii_case(known))
            }
            None => self.body.as_ref().is_some_and(|body| !body.trim_ascii_start().starts_with(b"<")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &[&str] = &["application/x-thing", "application/json"];

    fn answer(kind: Option<&'static str>, body: Option<&'static [u8]>) -> Answer {
        let headers = kind.map(|kind| (CONTENT_TYPE, kind.parse().unwrap())).into_iter().collect();
        Answer { status: StatusCode::OK, headers, body: body.map(Bytes::from_static) }
    }

    #[test]
    fn the_type_is_what_it_has_to_be() {
        for kind in
            ["application/json", "application/x-thing", "Application/JSON; charset=utf-8", "application/json ;q"]
        {
            for body in [Some(&b"{}"[..]), None] {
                assert!(answer(Some(kind), body).is_of(JSON), "{kind}");
            }
        }
        for kind in
            ["text/html", "text/html; charset=utf-8", "text/plain", "application/jsonp", "", ";application/json"]
        {
            for body in [Some(&b"{}"[..]), None] {
                assert!(!answer(Some(kind), body).is_of(JSON), "{kind}");
            }
        }
    }

    #[test]
    fn what_says_nothing_needs_no_type() {
        for kind in [None, Some("application/json"), Some("text/html")] {
            assert!(answer(kind, Some(b"")).is_of(JSON), "{kind:?}");
        }
    }

    #[test]
    fn a_page_is_a_page_without_a_type() {
        assert!(answer(None, Some(b"{}")).is_of(JSON) && answer(None, Some(b"ok")).is_of(JSON));
        for page in [&b"<!DOCTYPE html>"[..], b"\r\n  <html>", b"<"] {
            assert!(!answer(None, Some(page)).is_of(JSON));
        }
        // One that is too long to be read.
        assert!(!answer(None, None).is_of(JSON));
    }
}
