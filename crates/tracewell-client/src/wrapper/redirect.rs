use std::sync::LazyLock;

use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use reqwest::{Request, Url};
use tracewell_redact::{Decision, Policy};

/// What is for the first host alone and whose name does not say so: the credentials that reqwest knows, ids of the caller's
/// work, and what a proxy says of its client.
const FOR_ONE: [&str; 17] = [
    "authorization",
    "baggage",
    "cookie",
    "cookie2",
    "forwarded",
    "proxy-authorization",
    "sentry-trace",
    "ssl-client-cert",
    "traceparent",
    "tracestate",
    "via",
    "www-authenticate",
    "x-client-cert",
    "x-correlation-id",
    "x-real-ip",
    "x-request-id",
    "x-ssl-cert",
];
/// Of such names there are many.
const FOR_ONE_BEGIN: [&str; 6] = ["cf-", "ssl-client-", "x-client-", "x-forwarded-", "x-ssl-client-", "x-envoy-"];

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
        let has_body = self.request.body().is_some_and(|body| body.as_bytes().is_none_or(|bytes| !bytes.is_empty()));
        let mut request = self.request;
        let Ok(mut url) = request.url().join(location) else { return Next::Broken };
        if !matches!(url.scheme(), "http" | "https") {
            return Next::Broken;
        }
        // Credentials that somebody else chose are of no use to anybody.
        let _ = url.set_username("").and_then(|()| url.set_password(None));
        let stays = is_same_origin(request.url(), &url);
        if has_body && !becomes_get && !stays {
            // What was meant for one must not be handed to another by a word of it.
            let kept = matches!(status, StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT);
            if kept || !request.method().is_safe() {
                return Next::Answer;
            }
            *request.body_mut() = None;
            request.headers_mut().remove(CONTENT_LENGTH);
        }
        if becomes_get {
            *request.method_mut() = Method::GET;
            *request.body_mut() = None;
            for name in [CONTENT_LENGTH, CONTENT_TYPE, CONTENT_ENCODING, TRANSFER_ENCODING] {
                request.headers_mut().remove(name);
            }
        }
        if !stays {
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
    let for_one = |name: &str| {
        FOR_ONE.contains(&name)
            || FOR_ONE_BEGIN.iter().any(|begin| name.starts_with(begin))
            || STRICT.decide(name) == Decision::Redact
    };
    let holds_secret = |value: &HeaderValue| match value.to_str() {
        Ok(text) => STRICT.scrub(text) != text,
        Err(_) => true,
    };
    let names: Vec<_> = headers
        .iter()
        .filter(|(name, value)| value.is_sensitive() || for_one(name.as_str()) || holds_secret(value))
        .map(|(name, _)| name.clone())
        .collect();
    for name in names {
        headers.remove(name);
    }
}

#[cfg(test)]
mod tests {
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
    fn what_tells_of_the_caller_stays_too() {
        let mut request = Request::new(Method::GET, Url::parse("https://one.example/").unwrap());
        let token = ["ghp", "_0123456789abcdefghijABCDEFGHIJ012345"].concat();
        for (name, value) in [
            ("x-request-id", "r-1"),
            ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
            ("tracestate", "vendor=1"),
            ("baggage", "user=alice"),
            ("x-client-cert", "abc"),
            ("x-forwarded-for", "203.0.113.7"),
            ("x-forwarded-user", "alice"),
            ("x-harmless", &token),
            ("x-mail", "alice@example.com"),
            ("x-own", "kept"),
            ("accept-language", "de-CH, de;q=0.9"),
        ] {
            request.headers_mut().insert(name, HeaderValue::from_str(value).unwrap());
        }
        let mut location = HeaderMap::new();
        location.insert(LOCATION, HeaderValue::from_static("https://two.example/"));
        let Next::Follow { request, .. } = Asked::of(&request).next(StatusCode::FOUND, &location) else { panic!() };
        let mut names: Vec<_> = request.headers().keys().map(http::HeaderName::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["accept-language", "x-own"]);
    }

    #[test]
    fn a_body_is_not_replayed_to_another_origin() {
        for status in [307, 308] {
            for elsewhere in ["https://two.example/", "http://one.example/", "https://one.example:444/"] {
                assert!(follow(Method::POST, status, elsewhere).is_none(), "{elsewhere}");
            }
            assert!(follow(Method::POST, status, "https://one.example/c").unwrap().body().is_some());
        }
        assert!(follow(Method::PUT, 301, "https://two.example/").is_none());
        assert!(follow(Method::GET, 302, "https://two.example/").unwrap().body().is_none());
        assert!(follow(Method::POST, 303, "https://two.example/").unwrap().body().is_none());
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
