use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER, USER_AGENT};
use http::{HeaderMap, HeaderValue};
use tracewell_export::{Failure, Post, gzip};
use tracewell_names::reason;

use super::{Answer, failure};
use crate::environment::Destination;

/// What collectors answer in: what they were asked in (OTLP/HTTP Response), by its older name and by the registered one,
/// or JSON, which some prefer.
const ANSWERS: &[&str] = &["application/x-protobuf", "application/protobuf", "application/json"];

/// OTLP over HTTP, in protobuf.
pub(crate) struct HttpPost {
    post: Post,
    gzip: bool,
}

impl HttpPost {
    pub(super) fn new(destination: &Destination) -> Option<Self> {
        let mut headers = HeaderMap::new();
        headers.insert(USER_AGENT, HeaderValue::from_static(concat!("tracewell-otel/", env!("CARGO_PKG_VERSION"))));
        headers.extend(destination.headers.clone());
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-protobuf"));
        if destination.gzip {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        let Destination { endpoint, timeout, roots, gzip, .. } = destination;
        let post = Post::new(endpoint.clone(), headers, *timeout, roots.as_deref())?;
        Some(Self { post, gzip: *gzip })
    }

    pub(super) async fn send(&self, body: Bytes) -> Result<Answer, Failure> {
        let body = if self.gzip { gzip(&body).ok_or(Failure::UNREACHABLE)? } else { body };
        let answer = self.post.send(body).await?;
        if !answer.status.is_success() {
            return Err(failure::of_http(answer.status, wait(&answer.headers)));
        }
        if !answer.is_of(ANSWERS) {
            return Err(Failure::new(reason::DECODE));
        }
        Ok(Answer::read(&answer.body.unwrap_or_default()))
    }
}

/// `Retry-After` in seconds; a date is left to the backoff.
pub(super) fn wait(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}
