use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use http::header::CONTENT_LENGTH;
use http::{HeaderMap, Method, StatusCode};
use tracewell_context::{Context, current};
use tracewell_names::{reason, target};
use tracing::{Span, field};

use crate::emit::{self, Told};
use crate::kept::Kept;
use crate::preview::Preview;
use crate::rules::Rules;
use crate::{Error, Propagation, grpc, shown};

/// One call under way. Whoever holds it tells its end; if nobody does, its drop tells that it was cancelled.
pub(crate) struct Call {
    rules: Rules,
    context: Option<Context>,
    span: Option<Span>,
    started: Instant,
    method: Method,
    attempt: u32,
    request_bytes: Option<u64>,
    /// None where nothing would be told of it.
    kept: Option<Kept>,
    answer: Option<Answer>,
    /// Why there is no connection.
    reason: Option<&'static str>,
    ended: bool,
}

/// What a call begins with.
#[derive(Clone, Copy)]
pub(crate) struct Beginning<'c> {
    pub(crate) method: &'c Method,
    pub(crate) template: Option<&'c str>,
    /// Values that are told nowhere, besides those of the template's parameters.
    pub(crate) hidden: &'c [String],
    pub(crate) propagation: Propagation,
    pub(crate) attempt: u32,
    pub(crate) request_bytes: Option<u64>,
}

/// What is known from the head of the response on.
struct Answer {
    status: StatusCode,
    after: Duration,
    bodiless: bool,
    /// All bytes that will come, if that is known.
    announced: Option<u64>,
    received: u64,
    /// Whether anybody has begun to read the body.
    wanted: bool,
    headers: Option<String>,
    preview: Option<Preview>,
    grpc_status: Option<u8>,
    /// The answer is one of gRPC, which ends with a status.
    owes_status: bool,
}

impl Call {
    /// Begins a call: opens its span, adds to its headers what the other service is to be told, and tells that it begins.
    pub(crate) fn begin(
        rules: &Rules,
        beginning: &Beginning<'_>,
        url: impl FnOnce() -> String,
        headers: &mut HeaderMap,
    ) -> Box<Self> {
        let context = current();
        let tells = emit::tells_ends();
        let spans = rules.defaults.opens_span(context.as_ref());
        let certain = spans || emit::tells_answers() || emit::tells_requests();
        let mut kept = (tells || spans).then(|| {
            let mut kept = Kept::new(url(), beginning.template, beginning.hidden);
            if certain {
                kept.show(&rules.policy);
            }
            kept
        });
        let span = spans.then(|| {
            tracing::info_span!(
                target: target::CLIENT,
                "external_http",
                service = &*rules.service,
                method = beginning.method.as_str(),
                url = kept.as_ref().and_then(Kept::shown).map(|shown| shown.url.as_str()),
                attempt = beginning.attempt,
                status_code = field::Empty,
                error_type = field::Empty,
            )
        });
        let mut begin = || {
            beginning.propagation.inject(headers);
            if let (true, Some(kept)) = (tells, &mut kept) {
                kept.keep_headers(&rules.policy, headers);
            }
        };
        match &span {
            Some(span) => span.in_scope(begin),
            None => begin(),
        }
        let call = Box::new(Self {
            rules: rules.clone(),
            context,
            span,
            started: Instant::now(),
            method: beginning.method.clone(),
            attempt: beginning.attempt,
            request_bytes: beginning.request_bytes,
            kept,
            answer: None,
            reason: None,
            ended: false,
        });
        if emit::tells_requests() {
            call.undisturbed(|| emit::request(&call.told()));
        }
        call
    }

    pub(crate) fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Runs a piece of the call inside its span.
    pub(crate) fn run<R>(&self, work: impl FnOnce() -> R) -> R {
        match &self.span {
            Some(span) => span.in_scope(work),
            None => work(),
        }
    }

    /// Tells something in the call's own context, wherever it is dropped.
    fn inside<R>(&self, work: impl FnOnce() -> R) -> R {
        match &self.context {
            Some(context) => context.in_scope(|| self.run(work)),
            None => self.run(work),
        }
    }

    fn told(&self) -> Told<'_> {
        let kept = self.kept.as_ref().and_then(Kept::shown);
        Told {
            service: &self.rules.service,
            method: self.method.as_str(),
            url: kept.map(|kept| kept.url.as_str()).filter(|url| !url.is_empty()),
            attempt: self.attempt,
            request_bytes: self.request_bytes,
            request_headers: kept.map(|kept| kept.headers.as_str()).filter(|headers| !headers.is_empty()),
            ..Told::default()
        }
    }

    /// The head of the response is there. `ended` says that its body has nothing to poll, `exact` how long it is.
    pub(crate) fn answered(&mut self, status: StatusCode, headers: &HeaderMap, ended: bool, exact: Option<u64>) {
        let bodiless = ended
            || self.method == Method::HEAD
            || status.is_informational()
            || status == StatusCode::NO_CONTENT
            || status == StatusCode::NOT_MODIFIED
            || (self.method == Method::CONNECT && status.is_success());
        let grpc_status = grpc::status(headers);
        let tells = if is_failure(status, grpc_status) { emit::tells_ends() } else { emit::tells_answers() };
        let policy = &self.rules.policy;
        let kept = self.kept.as_mut().filter(|_| tells).and_then(|kept| {
            kept.show(policy);
            kept.shown()
        });
        let length = || headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok();
        let preview = self.rules.preview_bytes().filter(|_| kept.is_some() && !bodiless);
        self.answer = Some(Answer {
            status,
            after: self.started.elapsed(),
            bodiless,
            announced: exact.or_else(length),
            received: 0,
            wanted: false,
            headers: kept.map(|kept| shown::headers(policy, headers, &kept.hidden)),
            preview: preview.map(|_| Preview::of(headers, policy)),
            grpc_status,
            owes_status: grpc::owes_status(headers),
        });
        if bodiless {
            self.complete();
        }
    }

    /// Somebody asks for the body.
    pub(crate) fn read(&mut self) {
        if let Some(answer) = &mut self.answer {
            answer.wanted = true;
        }
    }

    /// Bytes of the body came.
    pub(crate) fn received(&mut self, data: &[u8]) {
        if let Some(answer) = &mut self.answer {
            answer.received += data.len() as u64;
            if let Some(preview) = &mut answer.preview {
                preview.push(data);
            }
        }
    }

    /// Trailers came.
    pub(crate) fn trailers(&mut self, trailers: &HeaderMap) {
        if let Some(code) = grpc::status(trailers) {
            self.ended_with(code);
        }
    }

    /// Notes how a gRPC call ended.
    fn ended_with(&mut self, code: u8) {
        let Some(answer) = &mut self.answer else { return };
        answer.grpc_status = Some(code);
        if let (true, Some(kept)) = (grpc::is_failure(code), &mut self.kept) {
            kept.show(&self.rules.policy);
        }
    }

    /// Whether nothing more is to come.
    pub(crate) fn has_all(&self) -> bool {
        self.answer.as_ref().is_some_and(|answer| answer.announced.is_some_and(|all| answer.received >= all))
    }

    /// The body has ended, or there is none.
    pub(crate) fn complete(&mut self) {
        if self.answer.as_ref().is_some_and(|answer| answer.owes_status && answer.grpc_status.is_none()) {
            self.ended_with(grpc::UNKNOWN);
        }
        self.end(None);
    }

    /// Nobody wants the body, or its rest, which is no failure: its head was all that was asked for.
    pub(crate) fn suffice(&mut self) {
        if let Some(preview) = self.answer.as_mut().and_then(|answer| answer.preview.as_mut()) {
            preview.interrupt();
        }
        self.end(None);
    }

    /// The call, or its body, broke off.
    pub(crate) fn failed(&mut self, error: &Error) {
        self.reason = error.reason();
        self.end(Some(error.kind().as_str()));
    }

    /// The body is dropped: half-way if anybody has begun to read it.
    pub(crate) fn body_dropped(&mut self) {
        if self.answer.as_ref().is_some_and(|answer| answer.bodiless) || self.has_all() {
            // Of a call whose status nobody waited for, nothing is made up.
            self.end(None);
        } else if self.answer.as_ref().is_some_and(|answer| !answer.wanted) && !std::thread::panicking() {
            self.suffice();
        } else {
            self.end(Some(dropped()));
        }
    }

    fn end(&mut self, error_type: Option<&'static str>) {
        if std::mem::replace(&mut self.ended, true) {
            return;
        }
        let took = self.started.elapsed();
        let status = self.answer.as_ref().map(|answer| answer.status.as_u16());
        self.rules.series.record(&self.method, status, error_type, took);
        if let (Some(_), Some(preview)) = (error_type, self.answer.as_mut().and_then(|a| a.preview.as_mut())) {
            preview.interrupt();
        }
        if let (None, Some(kept)) = (&self.answer, &mut self.kept) {
            kept.show(&self.rules.policy);
        }
        let told = Told { duration: took, status, error_type, reason: self.reason, ..self.told() };
        self.undisturbed(|| self.tell(told));
    }

    /// Tells something, and goes on whatever comes of it: a sink that panics must not break the caller's work, least of all
    /// while that is unwinding.
    fn undisturbed(&self, tell: impl FnOnce()) {
        let _ = catch_unwind(AssertUnwindSafe(|| self.inside(tell)));
    }

    /// Writes the end's event, and what the span did not know yet.
    fn tell(&self, told: Told<'_>) {
        let status = told.status;
        let error_type = told.error_type;
        if let Some(span) = &self.span {
            if let Some(status) = status {
                span.record("status_code", status);
            }
            if let Some(error_type) = error_type {
                span.record("error_type", error_type);
            }
        }
        let Some(answer) = &self.answer else { return emit::error(&told) };
        let most = self.rules.preview_bytes();
        let preview = answer.preview.as_ref().zip(most).and_then(|(p, most)| p.show(&self.rules.policy, most));
        let told = Told {
            grpc_status: answer.grpc_status,
            until_head: Some(answer.after),
            response_bytes: Some(answer.received),
            response_headers: answer.headers.as_deref().filter(|headers| !headers.is_empty()),
            body_preview: preview.as_deref(),
            ..told
        };
        emit::response(&told, is_failure(answer.status, answer.grpc_status));
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // URL, headers and body are not for whoever looks at what holds a call.
        f.debug_struct("Call")
            .field("service", &self.rules.service)
            .field("method", &self.method)
            .field("attempt", &self.attempt)
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        if !self.ended {
            self.end(Some(dropped()));
        }
    }
}

fn is_failure(status: StatusCode, grpc_status: Option<u8>) -> bool {
    status.is_server_error() || grpc_status.is_some_and(grpc::is_failure)
}

/// Why a call is dropped before its end.
fn dropped() -> &'static str {
    if std::thread::panicking() { reason::PANIC } else { reason::CANCELLED }
}
