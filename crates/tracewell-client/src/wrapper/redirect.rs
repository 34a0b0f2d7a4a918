use std::sync::LazyLock;

use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, TRANSFER_ENCODING};
use http::{HeaderMap, Method, StatusCode};
use reqwest::{Request, Url};
use tracewell_redact::{Decision, Policy};

/// Credentials whose names do not all say so; those of reqwest.
const CREDENTIALS: [&str; 5] = ["authorization", "cookie", "cookie2", "proxy-authorization", "www-authenticate"];

/// What was asked for, kept for where a redirect leads.
#[derive(Debug)]
pub(super) struct Asked {
    request: Request,
    /// Whether its body is the one that was sent.
    repeatable: bool,
}

/// What to do with an answer.
#[derive(Debug)]
pub(super) enum Next {
    /// It is for the caller.
    Answer,
    /// It leads where nobody can go.
    Broken,
    Follow {
        request: Box<Request>,
        before: Url,
    },
}

impl Asked {
    pub(super) fn of(request: &Request) -> Self {
        match request.try_clone() {
            Some(request) => Self { request, repeatable: true },
            None => {
                let mut bare = Request::new(request.method().clone(), request.url().clone());
                bare.headers_mut().clone_from(request.headers());
                *bare.timeout_mut() = request.timeout().copied();
                *bare.version_mut() = request.version();
                Self { request: bare, repeatable: false }
            }
        }
    }

    pub(super) fn url(&self) -> &Url {
        self.request.url()
    }

    /// Where an answer leads: as RFC 9110, section 15.4, says, and with POST becoming GET as everywhere.
    pub(super) fn next(self, status: StatusCode, headers: &HeaderMap) -> Next {
        let becomes_get = match status {
            StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND => self.request.method() == Method::POST,
            StatusCode::SEE_OTHER => self.request.method() != Method::HEAD,
            StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => false,
            _ => return Next::Answer,
        };
        let Some(location) = headers.get(LOCATION).and_then(|location| std::str::from_utf8(location.as_bytes()).ok())
        else {
            return Next::Answer;
        };
        if !becomes_get && !self.repeatable {
            return Next::Answer;
        }
        let mut request = self.request;
        let Ok(mut url) = request.url().join(location) else { return Next::Broken };
        if !matches!(url.scheme(), "http" | "https") {
            return Next::Broken;
        }
        // Credentials that somebody else chose are of no use to anybody.
        let _ = url.set_username("").and_then(|()| url.set_password(None));
        if becomes_get {
            *request.method_mut() = Method::GET;
            *request.body_mut() = None;
            for name in [CONTENT_LENGTH, CONTENT_TYPE, CONTENT_ENCODING, TRANSFER_ENCODING] {
                request.headers_mut().remove(name);
            }
        }
        if !is_same_origin(request.url(), &url) {
            remove_credentials(request.headers_mut());
        }
        let before = std::mem::replace(request.url_mut(), url);
        Next::Follow { request: Box::new(request), before }
    }
}

pub(super) fn is_same_origin(one: &Url, other: &Url) -> bool {
    one.scheme() == other.scheme()
        && one.host_str() == other.host_str()
        && one.port_or_known_default() == other.port_or_known_default()
}

/// Takes away what is for the first host alone: more than reqwest, which lets an `X-Api-Key` go along.
fn remove_credentials(headers: &mut HeaderMap) {
    // Whatever the process's own policy lets through, or switched off.
    static STRICT: LazyLock<Policy> = LazyLock::new(Policy::production);
    let for_one = |name: &str| CREDENTIALS.contains(&name) || STRICT.decide(name) == Decision::Redact;
    let names: Vec<_> = headers
        .iter()
        .filter(|(name, value)| value.is_sensitive() || for_one(name.as_str()))
        .map(|(name, _)| name.clone())
        .collect();
    for name in names {
        headers.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn asked(method: Method) -> Asked {
        let mut request = Request::new(method, Url::parse("https://one.example/a/b?key=abc").unwrap());
        for name in ["authorization", "x-api-key", "cookie", "accept", "content-type"] {
            request.headers_mut().insert(name, HeaderValue::from_static("value"));
        }
        *request.body_mut() = Some("body".into());
        Asked::of(&request)
    }

    fn follow(method: Method, status: u16, location: &'static str) -> Option<Request> {
        let mut headers = HeaderMap::new();
        headers.insert(LOCATION, HeaderValue::from_static(location));
        match asked(method).next(StatusCode::from_u16(status).unwrap(), &headers) {
            Next::Follow { request, .. } => Some(*request),
            Next::Answer | Next::Broken => None,
        }
    }

    #[test]
    fn a_post_becomes_a_get_where_it_always_did() {
        let found = follow(Method::POST, 302, "../c").unwrap();
        assert_eq!((found.method(), found.url().as_str()), (&Method::GET, "https://one.example/c"));
        assert!(found.body().is_none() && !found.headers().contains_key("content-type"));
        assert!(found.headers().contains_key("x-api-key"), "the same host");
        let kept = follow(Method::POST, 307, "/c").unwrap();
        assert!(kept.method() == Method::POST && kept.body().is_some());
        assert_eq!(follow(Method::PUT, 303, "/c").unwrap().method(), Method::GET);
    }

    #[test]
    fn credentials_stay_with_the_host_they_are_for() {
        for elsewhere in ["https://two.example/", "http://one.example/", "https://one.example:444/"] {
            let request = follow(Method::GET, 302, elsewhere).unwrap();
            let mut names: Vec<_> = request.headers().keys().map(http::HeaderName::as_str).collect();
            names.sort_unstable();
            assert_eq!(names, ["accept", "content-type"], "{elsewhere}");
        }
    }

    #[test]
    fn credentials_of_a_location_are_dropped() {
        let request = follow(Method::GET, 302, "https://bob:pw@two.example/").unwrap();
        assert_eq!(request.url().as_str(), "https://two.example/");
    }

    #[test]
    fn what_leads_nowhere_is_broken() {
        for nowhere in ["ftp://two.example/", "javascript:alert(1)", "http://[::1"] {
            assert!(follow(Method::GET, 302, nowhere).is_none(), "{nowhere}");
        }
        assert!(matches!(asked(Method::GET).next(StatusCode::FOUND, &HeaderMap::new()), Next::Answer));
        assert!(matches!(asked(Method::GET).next(StatusCode::NOT_MODIFIED, &HeaderMap::new()), Next::Answer));
    }
}
