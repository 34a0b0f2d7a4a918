use std::error::Error;
use std::fmt::{self, Display};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use http::header::CONTENT_LENGTH;
use http::{Extensions, HeaderMap, Method, Request, Response, StatusCode};
use tracewell_context::Context;
use tracewell_failure::{Panicked, catch, client_error, unexpected_error};
use tracewell_names::reason;

use super::announced::Announced;
use super::emit::{Ending, emit};
use super::grpc::{Grpc, GrpcStatus, Meaning};
use super::layer::Settings;
use super::request_span::RequestSpan;
use crate::metrics::{Active, Ended, record_duration};
use crate::protocol::Protocol;
use crate::stall::Watched;
use crate::{Expected, route};

/// `error_type` of a panic.
const PANIC: &str = "panic";

/// One request under way. Whoever holds it tells its end; if nobody does, its drop tells that it was cancelled.
#[derive(Debug)]
pub(super) struct Exchange {
    context: Context,
    span: Option<RequestSpan>,
    protocol: Protocol,
    settings: Arc<Settings>,
    started: Instant,
    // None once it has ended.
    watched: Option<Watched>,
    fills_errors: bool,
    attaches: bool,
    /// The form of gRPC that the request is in.
    grpc: Option<Grpc>,
    head: bool,
    connect: bool,
    answer: Option<Answer>,
    /// The body panicked where only a `&self` was at hand; to be told.
    panicked: OnceLock<Panicked>,
    ended: bool,
    _active: Option<Active>,
}

/// What is known from the head of the response on.
#[derive(Debug)]
struct Answer {
    status: StatusCode,
    after: Duration,
    /// The body needs no polling, whatever its length.
    bodiless: bool,
    /// All bytes that will come, if that is known.
    announced: Option<u64>,
    sent: u64,
    expected: bool,
    /// The form of gRPC that the answer is in, and the status that came with it so far.
    grpc: Option<(Grpc, Option<GrpcStatus>)>,
}

impl Exchange {
    pub(super) fn begin<B>(context: Context, request: &Request<B>, settings: &Arc<Settings>) -> Box<Self> {
        let started = Instant::now();
        let span =
            (settings.span && (settings.span_if)(&context)).then(|| RequestSpan::open(&context, &settings.policy));
        let protocol = Protocol::of(request);
        let grpc = Grpc::of(request.headers());
        let active = catch(|| Active::begin(request.method().as_str(), protocol.scheme));
        let active = active.map_err(|panicked| context.in_scope(|| panicked.report(None))).ok();
        Box::new(Self {
            _active: active,
            watched: settings.stall_after.map(|limit| {
                let span = span.as_ref().and_then(|span| span.span().id());
                Watched::begin(&context, span, started, limit)
            }),
            span,
            protocol,
            settings: Arc::clone(settings),
            started,
            // gRPC clients read a status from headers and trailers, never a document.
            fills_errors: settings.problem_details && grpc.is_none(),
            attaches: false,
            grpc,
            head: request.method() == Method::HEAD,
            connect: request.method() == Method::CONNECT,
            answer: None,
            panicked: OnceLock::new(),
            ended: false,
            context,
        })
    }

    pub(super) fn context(&self) -> &Context {
        &self.context
    }

    /// Has the context put into the extensions of the response.
    pub(super) fn attach_to_response(&mut self) {
        self.attaches = true;
    }

    /// Whether it is to be there.
    pub(super) fn attaches(&self) -> bool {
        self.attaches
    }

    /// Whether an error without a body is to be answered with problem details.
    pub(super) fn fills_errors(&self) -> bool {
        self.fills_errors
    }

    /// Whether the client reads how its call ended in trailers.
    pub(super) fn reads_trailers(&self) -> bool {
        self.grpc == Some(Grpc::Native)
    }

    /// Runs a piece of the request's work in its context and span, and catches its panic.
    pub(super) fn run<R>(&self, work: impl FnOnce() -> R) -> Result<R, Panicked> {
        self.inside(|| catch(work))
    }

    /// What the body answers to a question; nothing if it panics at that, or has before.
    pub(super) fn ask<R>(&self, question: impl FnOnce() -> R) -> Option<R> {
        if self.has_panicked() {
            return None;
        }
        // Two at once keep the first: one failure is told once.
        self.run(question).map_err(|panicked| self.panicked.set(panicked)).ok()
    }

    /// Whether the body panicked at a question, which is to be told.
    pub(super) fn has_panicked(&self) -> bool {
        self.panicked.get().is_some()
    }

    /// Drops or writes something inside the request, where there is nothing left that could answer for a panic.
    pub(super) fn settle(&self, work: impl FnOnce()) {
        if let Err(panicked) = self.run(work) {
            self.swallow(&panicked);
        }
    }

    /// Tells a panic that has no consequence.
    pub(super) fn swallow(&self, panicked: &Panicked) {
        self.inside(|| panicked.report(None));
    }

    fn inside<R>(&self, work: impl FnOnce() -> R) -> R {
        self.context.in_scope(|| match &self.span {
            Some(span) => span.run(work),
            None => work(),
        })
    }

    /// Takes the route from the extensions of a response, if it was not known before.
    pub(super) fn note_route(&self, extensions: &Extensions) {
        route::note(&self.context, extensions, &self.settings.policy);
    }

    /// The head of the response is there; `replaced` says that its empty body is to be a problem document.
    pub(super) fn answered<B>(&mut self, response: &Response<B>, announced: Announced, replaced: bool) {
        let status = response.status();
        let bodiless = self.head
            || status.is_informational()
            || status == StatusCode::NO_CONTENT
            || status == StatusCode::NOT_MODIFIED
            // A tunnel begins, as with 101 (RFC 9110, 9.3.6).
            || (self.connect && status.is_success())
            || (announced.ended && !replaced);
        let length = || response.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok();
        let expected = response.extensions().get::<Expected>().is_some();
        let grpc = Grpc::of(response.headers()).map(|form| (form, GrpcStatus::of(response.headers())));
        let announced = match grpc {
            // However long it is, trailers come behind it.
            Some((Grpc::Native, _)) => None,
            _ if replaced => length(),
            _ => announced.length.or_else(length),
        };
        let after = self.started.elapsed();
        if let Some(watched) = &mut self.watched {
            watched.answered(bodiless || announced.is_none());
        }
        self.answer = Some(Answer { status, after, bodiless, announced, sent: 0, expected, grpc });
        if status.is_client_error() && !expected && response.extensions().get::<Told>().is_none() {
            let (code, reason) = (status.as_u16(), status.canonical_reason().unwrap_or_default());
            self.settle(|| client_error(code, status.as_str(), &reason));
        }
    }

    /// The service answers with an error of its own, not with a response.
    pub(super) fn service_failed(&mut self, error_type: &'static str, error: &dyn Display) {
        self.settle(|| {
            unexpected_error(None, error_type, &Described(error.to_string()));
        });
        self.end(Ending::Failed { error_type });
    }

    /// The service panicked and is answered for.
    pub(super) fn service_panicked(&mut self, panicked: &Panicked) {
        // A gRPC client has its status elsewhere.
        let status = if self.reads_trailers() { StatusCode::OK } else { StatusCode::INTERNAL_SERVER_ERROR };
        self.inside(|| panicked.report(Some(status.as_u16())));
        let after = self.started.elapsed();
        let grpc = self.reads_trailers().then_some((Grpc::Native, Some(GrpcStatus::INTERNAL)));
        self.answer = Some(Answer { status, after, bodiless: false, announced: None, sent: 0, expected: false, grpc });
    }

    /// Bytes of the body go out. All that were announced make the body complete, as the server will not poll again.
    pub(super) fn sent(&mut self, bytes: usize) {
        if let Some(answer) = &mut self.answer {
            answer.sent += bytes as u64;
        }
        if self.has_sent_all() {
            self.complete();
        } else if let Some(watched) = &self.watched {
            watched.progressed();
        }
    }

    /// The body has ended.
    pub(super) fn complete(&mut self) {
        let cancelled = self.grpc_status().is_some_and(|status| status.meaning() == Meaning::Cancelled);
        let phase =
            if self.answer.as_ref().is_some_and(|answer| answer.bodiless) { reason::HANDLER } else { reason::BODY };
        self.end(if cancelled { Ending::Cancelled { phase, reason: reason::UNKNOWN } } else { Ending::Completed });
    }

    /// The trailers are there, and with them the end.
    pub(super) fn trailers(&mut self, trailers: &HeaderMap) {
        if let Some(Answer { grpc: Some((_, status)), .. }) = &mut self.answer {
            *status = GrpcStatus::of(trailers).or(*status);
        }
        self.complete();
    }

    /// The trailers in place of what is left of a body that panicked, where they can say so.
    pub(super) fn panic_trailers(&mut self) -> Option<HeaderMap> {
        // Before HTTP/2 they may be left out on the way, and half an answer looks like a whole one.
        if !matches!(self.protocol.version, "2" | "3") {
            return None;
        }
        let Some(Answer { grpc: Some((Grpc::Native, status)), .. }) = &mut self.answer else { return None };
        *status = Some(GrpcStatus::INTERNAL);
        let mut trailers = HeaderMap::new();
        GrpcStatus::INTERNAL.write(&mut trailers);
        Some(trailers)
    }

    /// How a gRPC call ended, once its answer has.
    fn grpc_status(&self) -> Option<GrpcStatus> {
        match self.answer.as_ref()?.grpc? {
            (_, Some(status)) => Some(status),
            (Grpc::Native, None) => Some(GrpcStatus::UNKNOWN),
            (Grpc::Web, None) => None,
        }
    }

    /// The panic of the service has been answered to its end.
    pub(super) fn panic_answered(&mut self) {
        self.end(Ending::Failed { error_type: PANIC });
    }

    /// The body broke off.
    pub(super) fn body_failed(&mut self, error_type: &'static str, error: &(dyn Error + 'static)) {
        let status = self.status();
        self.settle(|| {
            unexpected_error(status, error_type, error);
        });
        self.end(Ending::Failed { error_type });
    }

    /// The body panicked when it was asked something.
    pub(super) fn question_panicked(&mut self) {
        if let Some(panicked) = self.panicked.take() {
            self.body_panicked(&panicked);
        }
    }

    /// The body panicked.
    pub(super) fn body_panicked(&mut self, panicked: &Panicked) {
        let status = self.status();
        self.inside(|| panicked.report(status));
        self.end(Ending::Failed { error_type: PANIC });
    }

    /// The body is dropped.
    pub(super) fn body_dropped(&mut self) {
        self.question_panicked();
        let complete = self.answer.as_ref().is_some_and(|answer| answer.bodiless) || self.has_sent_all();
        if complete {
            self.complete();
        } else {
            self.end(Ending::Cancelled { phase: reason::BODY, reason: self.reason() });
        }
    }

    fn has_sent_all(&self) -> bool {
        self.answer.as_ref().is_some_and(|answer| answer.announced.is_some_and(|announced| answer.sent >= announced))
    }

    fn status(&self) -> Option<u16> {
        self.answer.as_ref().map(|answer| answer.status.as_u16())
    }

    /// The layer is the outermost one: what drops it is the server, because it stops or its client went away, or a
    /// panic outside.
    fn reason(&self) -> &'static str {
        if std::thread::panicking() {
            reason::UNKNOWN
        } else if self.settings.shutdown.has_begun() {
            reason::SERVER_SHUTDOWN
        } else {
            reason::CLIENT_GONE
        }
    }

    fn end(&mut self, ending: Ending) {
        if std::mem::replace(&mut self.ended, true) {
            return;
        }
        // Before its end is told: nobody is told afterwards that it hangs.
        self.watched = None;
        let took = self.started.elapsed();
        let error_type = if let Ending::Failed { error_type } = ending { Some(error_type) } else { None };
        if let Some(span) = &self.span {
            self.settle(|| span.complete(&self.context, self.status(), error_type));
        }
        let answer = self.answer.as_ref();
        // Of what broke off, the status is what was said before, and nothing is made up.
        let grpc = match ending {
            Ending::Completed => self.grpc_status(),
            _ => answer.and_then(|answer| answer.grpc?.1),
        };
        let status = self.status();
        let told = super::emit::Terminal {
            context: &self.context,
            status,
            judged: match grpc.map(GrpcStatus::meaning) {
                Some(Meaning::ServerError) => Some(StatusCode::INTERNAL_SERVER_ERROR.as_u16()),
                Some(Meaning::ClientError) => Some(StatusCode::BAD_REQUEST.as_u16()),
                _ => status,
            },
            grpc_status: grpc.map(GrpcStatus::code),
            duration: took,
            until_head: answer.map(|answer| answer.after),
            bytes: answer.map(|answer| answer.sent),
            expected: answer.is_some_and(|answer| answer.expected),
        };
        self.settle(|| emit(&told, ending, &self.settings.loudness));
        let ended = Ended {
            method: self.context.method().unwrap_or_default(),
            route: self.context.route(),
            status,
            protocol: self.protocol,
            error_type,
        };
        if let Err(panicked) = catch(|| record_duration(&ended, took)) {
            self.swallow(&panicked);
        }
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        if !self.ended {
            self.end(Ending::Cancelled { phase: reason::HANDLER, reason: self.reason() });
        }
        if let Some(span) = self.span.take()
            && let Err(panicked) = catch(|| drop(span))
        {
            self.swallow(&panicked);
        }
    }
}

/// A response extension: why this is an error was told already.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told;

/// The text of an error that may be told but not kept.
#[derive(Debug)]
struct Described(String);

impl Display for Described {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Described {}
