use std::time::Duration;

use http::header::{CONTENT_ENCODING, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue};
use sentry_core::Envelope;
use sentry_core::types::Dsn;
use serde_json::{Map, Value};
use tokio::time::Instant;
use tracewell_export::{Account, Answer, Attempts, Failure, OrderBook, Post, Source, gzip};
use tracewell_names::reason;

use super::{Category, Limits, Waiting};
use crate::Settings;
use crate::net::{Clean, Net};

const AGENT: &str = concat!("tracewell-sentry/", env!("CARGO_PKG_VERSION"));
const AUTH: HeaderName = HeaderName::from_static("x-sentry-auth");
/// How often one envelope is tried. What is newer has waited long enough then.
const ATTEMPTS: u32 = 4;
/// How long one attempt may take.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Envelopes that wait, each of which is cleaned before it leaves.
pub(super) struct Envelopes {
    waiting: Waiting,
    net: Net,
    limits: Limits,
    /// None if this machine has no roots to trust.
    post: Option<Post>,
}

impl Envelopes {
    /// Inside a runtime.
    pub(super) fn new(waiting: Waiting, settings: &Settings, net: Net) -> Self {
        let headers = headers(&settings.dsn);
        let post = headers.and_then(|headers| Post::new(settings.endpoint.clone(), headers, TIMEOUT, None));
        Self { waiting, net, limits: Limits::default(), post }
    }

    async fn deliver(&mut self, envelope: Envelope, book: &mut OrderBook) {
        let account = self.waiting.account();
        let Some(Clean { json, is_transaction, is_event }) = self.net.envelope(envelope) else {
            return account.give_up();
        };
        let category = match (is_event, is_transaction) {
            (true, _) => Category::Error,
            (false, true) => Category::Transaction,
            (false, false) => Category::Other,
        };
        let Some(body) = gzip(&json).filter(|_| !self.limits.forbid(category, Instant::now())) else {
            return account.give_up();
        };
        let (post, limits) = (&self.post, &mut self.limits);
        let send = async || {
            let post = post.as_ref().ok_or(Failure::new(reason::UNREACHABLE))?;
            let answer = post.send(body.clone()).await?;
            limits.learn(answer.status, &answer.headers, Instant::now());
            if !answer.status.is_success() {
                // Sentry counts what it answers with a 429 as dealt with: it is not sent again.
                return Err(Failure::of_status(answer.status));
            }
            if is_receipt(&answer) { Ok(0) } else { Err(Failure::new(reason::DECODE)) }
        };
        Attempts::new(ATTEMPTS, TIMEOUT).deliver(account, book, send).await;
    }
}

/// Whether Sentry, or what stands in for it, says that it has taken an envelope: by the id of what was in it, or without a
/// word. Whatever else speaks JSON says something else.
fn is_receipt(answer: &Answer) -> bool {
    let Some(body) = answer.body.as_ref().filter(|_| answer.is_of(&["application/json"])) else { return false };
    body.is_empty()
        || serde_json::from_slice::<Map<String, Value>>(body)
            .is_ok_and(|receipt| receipt.is_empty() || receipt.contains_key("id"))
}

fn headers(dsn: &Dsn) -> Option<HeaderMap> {
    let mut auth = HeaderValue::try_from(dsn.to_auth(Some(AGENT)).to_string()).ok()?;
    auth.set_sensitive(true);
    let mut headers = HeaderMap::new();
    headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
    headers.insert(AUTH, auth);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-sentry-envelope"));
    headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    Some(headers)
}

impl Source for Envelopes {
    async fn send_next(&mut self, book: &mut OrderBook) -> bool {
        let Some(envelope) = self.waiting.take() else { return false };
        self.deliver(envelope, book).await;
        true
    }

    async fn ready(&self) {
        self.waiting.ready().await;
    }

    fn account(&self) -> &Account {
        self.waiting.account()
    }

    fn close(&self) {
        self.waiting.close();
    }

    fn settle(&self) {
        self.waiting.settle();
    }
}
