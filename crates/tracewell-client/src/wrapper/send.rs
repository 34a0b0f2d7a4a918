use std::future::{Future as _, poll_fn};
use std::pin::pin;
use std::time::Instant;

use http::{HeaderMap, Method};
use http_body::Body as _;
use reqwest::{Request, Url};

use super::client::Shared;
use super::redirect::{Asked, Next, is_same_origin};
use super::retry_after::retry_after;
use super::{Client, Response, Retry};
use crate::call::{Beginning, Call};
use crate::error::BoxError;
use crate::{CallOptions, Error, ErrorKind, Propagation, shown};

/// A call with all its attempts and hops.
pub(super) struct Send<'c> {
    client: &'c Client,
    options: &'c CallOptions,
    retry: &'c Retry,
    propagation: Propagation,
}

impl<'c> Send<'c> {
    pub(super) fn new(client: &'c Client, options: &'c CallOptions, retry: Option<&'c Retry>) -> Self {
        let shared = client.shared();
        Self {
            client,
            options,
            retry: retry.unwrap_or(&shared.retry),
            propagation: options.chosen_propagation().unwrap_or(shared.rules.propagation),
        }
    }

    pub(super) async fn run(self, method: &Method, request: reqwest::Result<Request>) -> Result<Response, Error> {
        let mut request = match request {
            Ok(request) => request,
            Err(error) => return Err(self.refuse(method, error)),
        };
        add_missing(request.headers_mut(), &self.client.shared().headers);
        let mut waits = self.retry.waits(request.method());
        let repeats = self.retry.repeats(request.method());
        let deadline = self.retry.deadline();
        let mut attempt = 1;
        loop {
            // Only a body that is at hand can be sent again. None of this where nothing would be.
            let again = if repeats { request.try_clone() } else { None };
            let result = self.attempt(request, attempt, deadline).await;
            let asked = match &result {
                Ok(response) if Retry::is_worthwhile(response.status()) => retry_after(response.headers()),
                Ok(_) => return result,
                Err(error)
                    if matches!(error.kind(), ErrorKind::Unreachable | ErrorKind::Timeout | ErrorKind::Closed) =>
                {
                    Ok(None)
                }
                Err(_) => return result,
            };
            let wait = asked.ok().and_then(|asked| self.retry.next_wait(&mut waits, asked));
            let (Some(again), Some(wait)) = (again, wait) else { return result };
            if deadline.is_some_and(|deadline| deadline.saturating_duration_since(Instant::now()) <= wait) {
                return result;
            }
            if let Ok(response) = result {
                response.discard();
            }
            tokio::time::sleep(wait).await;
            request = again;
            attempt += 1;
        }
    }

    /// A request that could not be built is a call that failed, and told like one.
    fn refuse(&self, method: &Method, error: reqwest::Error) -> Error {
        let rules = &self.client.shared().rules;
        let beginning = Beginning {
            method,
            template: None,
            hidden: &[],
            propagation: Propagation::Nothing,
            attempt: 1,
            request_bytes: None,
        };
        let mut call = Call::begin(rules, &beginning, String::new, &mut HeaderMap::new());
        let error: BoxError = Box::new(error);
        let error = Error::of(&rules.service, &error).with_kind(ErrorKind::InvalidRequest);
        call.failed(&error);
        error
    }

    /// One attempt, with the redirects that it leads to.
    async fn attempt(&self, mut request: Request, attempt: u32, last: Option<Instant>) -> Result<Response, Error> {
        let shared = self.client.shared();
        // One for all hops: who redirects for ever must not hold the caller for ever.
        let own = Instant::now().checked_add(request.timeout().copied().unwrap_or(shared.timeout));
        let deadline = [own, last].into_iter().flatten().min();
        let mut template = self.options.template();
        let mut hidden = Vec::new();
        let mut propagation = self.propagation;
        let mut hops = 0;
        loop {
            // The transport's own clock starts anew with each hop.
            if let Some(deadline) = deadline.filter(|_| hops > 0 || last.is_some()) {
                *request.timeout_mut() = Some(deadline.saturating_duration_since(Instant::now()));
            }
            let asked = Asked::of(&request);
            let response = self.hop(request, asked.url(), (template, &hidden), propagation, attempt).await?;
            if shared.redirects == 0 {
                return Ok(response);
            }
            let from;
            request = match asked.next(response.status(), response.headers()) {
                Next::Answer => return Ok(response),
                Next::Broken => {
                    response.discard();
                    return Err(self.led_astray("the location is nowhere to go to"));
                }
                Next::Follow { request, before } => {
                    from = before;
                    *request
                }
            };
            response.discard();
            hops += 1;
            if hops > shared.redirects {
                return Err(self.led_astray("too many redirects"));
            }
            // A template is for the path that was asked for; what stood in it stays untold further on.
            if let Some(template) = template.take() {
                hidden = shown::parameters(from.as_str(), template);
            }
            if !is_same_origin(&from, request.url()) {
                // Whom it leads to was not the caller's choice.
                propagation = Propagation::Nothing;
            }
        }
    }

    fn led_astray(&self, how: &'static str) -> Error {
        Error::new(&self.client.shared().rules.service, ErrorKind::Redirect).caused_by(vec![how.into()])
    }

    /// One request and its answer.
    async fn hop(
        &self,
        mut request: Request,
        url: &Url,
        (template, hidden): (Option<&str>, &[String]),
        propagation: Propagation,
        attempt: u32,
    ) -> Result<Response, Error> {
        let Shared { transport, rules, .. } = self.client.shared();
        let mut call = {
            let method = request.method().clone();
            let request_bytes = request.body().map_or(Some(0), |body| body.size_hint().exact());
            let beginning = Beginning { method: &method, template, hidden, propagation, attempt, request_bytes };
            Call::begin(rules, &beginning, || url.to_string(), request.headers_mut())
        };
        let mut answer = pin!(transport.execute(request));
        match poll_fn(|task| call.run(|| answer.as_mut().poll(task))).await {
            Ok(answer) => {
                let length = answer.content_length();
                call.answered(answer.status(), answer.headers(), length == Some(0), length);
                Ok(Response::new(answer, call))
            }
            Err(error) => {
                let error: BoxError = Box::new(error);
                let error = Error::of(&rules.service, &error);
                call.failed(&error);
                Err(error)
            }
        }
    }
}

/// Adds what the request does not say itself.
fn add_missing(headers: &mut HeaderMap, defaults: &HeaderMap) {
    for name in defaults.keys() {
        if !headers.contains_key(name) {
            for value in defaults.get_all(name) {
                headers.append(name, value.clone());
            }
        }
    }
}
