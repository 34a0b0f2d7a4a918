use std::error::Error;

use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use serde_json::Value;
use tracewell_context::{Context, CorrelationId, current};
use tracewell_failure::{client_error, invalid_input, server_error};
use tracewell_redact::Policy;

use super::FieldError;
use super::cause::Cause;
use crate::problem::{ProblemDetails, set_body_headers};
use crate::terminal::Told;

/// An error response with problem details (RFC 9457) that tells itself when it becomes a response.
///
/// | status | event | level |
/// |---|---|---|
/// | 5xx | `http_exception_5xx`, the request's one ERROR line, with error chain | ERROR |
/// | 400, 422 of [`invalid`](Self::invalid) | `validation_error` | INFO |
/// | other 4xx | `http_exception_4xx` | DEBUG |
///
/// Type, detail and members are scrubbed by the installed policy.
///
/// # What `?` does
///
/// In a handler that returns [`Result`](super::Result), `?` turns **any** error that has a type into
/// [`Problem::internal`]: a 500, and an ERROR line. That goes for an error of the service's own too, even where it has an
/// `IntoResponse` that says 404, and the compiler does not object; and for an id that a client sent:
/// `TeamId::new(header)?` lets a client make 500s. Say what it is where it is, with [`OrProblem`](super::OrProblem):
///
/// ```
/// use axum::http::StatusCode;
/// use tracewell_context::TeamId;
/// use tracewell_http::axum::{OrProblem, Result};
///
/// fn team(header: &str) -> Result<TeamId> {
///     TeamId::new(header).or_bad_request("no such team")
/// }
///
/// assert_eq!(team("acme\n").unwrap_err().status(), StatusCode::BAD_REQUEST);
/// ```
///
/// (401 where the id is a part of the credentials.) An error of the service's own keeps its status in one of two ways. The
/// handler returns it, `Result<_, OrderError>`, and `?` then does what `From` of `OrderError` says; or it becomes a problem
/// by hand, `.map_err(OrderError::into_problem)?`:
///
/// ```
/// use axum::http::StatusCode;
/// use axum::response::{IntoResponse, Response};
/// use tracewell_http::axum::Problem;
///
/// #[derive(Debug)]
/// enum OrderError {
///     Unknown,
///     Database(std::io::Error),
/// }
///
/// impl OrderError {
///     fn into_problem(self) -> Problem {
///         match self {
///             Self::Unknown => Problem::new(StatusCode::NOT_FOUND).detail("no such order"),
///             Self::Database(error) => Problem::new(StatusCode::BAD_GATEWAY).because(error),
///         }
///     }
/// }
///
/// impl IntoResponse for OrderError {
///     fn into_response(self) -> Response {
///         self.into_problem().into_response()
///     }
/// }
///
/// async fn direct() -> Result<&'static str, OrderError> {
///     Err(OrderError::Unknown) // 404
/// }
///
/// async fn by_hand() -> Result<&'static str, Problem> {
///     Err(OrderError::Unknown).map_err(OrderError::into_problem)? // 404
/// }
/// # let _ = (direct, by_hand, OrderError::Database);
/// ```
///
/// ```
/// use axum::http::StatusCode;
/// use axum::response::IntoResponse;
/// use tracewell_http::axum::Problem;
///
/// let response = Problem::new(StatusCode::NOT_FOUND).detail("no such item").into_response();
/// assert_eq!(response.status(), StatusCode::NOT_FOUND);
/// assert_eq!(response.headers()["content-type"], "application/problem+json");
/// ```
#[derive(Debug)]
#[must_use = "a problem is told when it becomes a response"]
pub struct Problem(Box<Parts>);

// Boxed, since it stands in the error half of every handler's result.
#[derive(Debug)]
struct Parts {
    details: ProblemDetails,
    cause: Option<Cause>,
    errors: Vec<FieldError>,
    headers: axum::http::HeaderMap,
}

impl Problem {
    /// A problem that its status says all about.
    pub fn new(status: StatusCode) -> Self {
        let details = ProblemDetails::new(status);
        Self(Box::new(Parts { details, cause: None, errors: Vec::new(), headers: axum::http::HeaderMap::new() }))
    }

    /// A 500 because of `error`: the log learns all, the client nothing.
    ///
    /// For an error without its type, `Box<dyn Error + Send + Sync>` and the like, which `?` does not turn into one:
    /// `.map_err(Problem::internal)?`.
    pub fn internal<E: Into<Box<dyn Error + Send + Sync>>>(error: E) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR).because(error)
    }

    /// Unreadable or invalid input: 400 or 422, as a rule. The first error's text is the detail.
    pub fn invalid(status: StatusCode, errors: impl IntoIterator<Item = FieldError>) -> Self {
        let errors: Vec<_> = errors.into_iter().collect();
        let mut problem = Self::new(status);
        if let Some(first) = errors.first() {
            problem = problem.detail(first.message());
        }
        problem.0.errors = errors;
        problem
    }

    /// What helps the client with this problem. A 500 never carries it.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.0.details = self.0.details.detail(detail);
        self
    }

    /// A URI that identifies this type of problem.
    pub fn kind(mut self, uri: impl Into<String>) -> Self {
        self.0.details = self.0.details.kind(uri);
        self
    }

    /// A further member of the document. A 500 never carries it.
    pub fn member(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.0.details = self.0.details.member(name, value);
        self
    }

    /// A header of the response: `Retry-After`, `WWW-Authenticate`.
    pub fn header(mut self, name: axum::http::HeaderName, value: axum::http::HeaderValue) -> Self {
        self.0.headers.append(name, value);
        self
    }

    /// The error behind it: for the log only.
    pub fn because<E: Into<Box<dyn Error + Send + Sync>>>(mut self, error: E) -> Self {
        self.0.cause = Some(Cause::new(error));
        self
    }

    /// The status it answers with.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.details.status()
    }

    fn tell(&self) {
        let status = self.status();
        let text = self.0.details.detail_text().or(status.canonical_reason()).unwrap_or("error");
        let unreadable = matches!(status, StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY);
        if unreadable && !self.0.errors.is_empty() {
            let errors = serde_json::to_string(&self.0.errors).unwrap_or_else(|_| "[]".to_owned());
            invalid_input(status.as_u16(), &errors);
        } else if status.is_server_error() {
            match &self.0.cause {
                Some(cause) => {
                    server_error(status.as_u16(), cause.error_type, &*cause.error, Some(&cause.backtrace));
                }
                None => {
                    server_error(status.as_u16(), status.as_str(), &Said(text.to_owned()), None);
                }
            }
        } else if status.is_client_error() {
            match &self.0.cause {
                Some(cause) => client_error(status.as_u16(), cause.error_type, &cause.error),
                None => {
                    let kind = self.0.errors.first().map_or_else(|| status.as_str(), |error| error.kind());
                    client_error(status.as_u16(), kind, &text);
                }
            }
        }
    }
}

impl<E: Error + Send + Sync + 'static> From<E> for Problem {
    fn from(error: E) -> Self {
        Self::internal(error)
    }
}

impl IntoResponse for Problem {
    fn into_response(mut self) -> axum::response::Response {
        let context = current();
        self.0.details = self.0.details.scrubbed(&Policy::installed());
        if let Some(context) = &context {
            self.0.details = self.0.details.without_hidden_path(context);
        }
        self.tell();
        // Without a context there is no request to name; the client gets an id all the same.
        let id =
            context.as_ref().map_or_else(CorrelationId::generate, |context: &Context| context.correlation_id().clone());
        let document = self.0.details.to_json(&id);
        let mut response = Response::new(());
        *response.status_mut() = self.status();
        *response.headers_mut() = std::mem::take(&mut self.0.headers);
        set_body_headers(response.headers_mut(), &document);
        response.extensions_mut().insert(Told);
        response.map(|()| document.into())
    }
}

/// A text in the place of an error.
#[derive(Debug)]
struct Said(String);

impl std::fmt::Display for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Said {}
