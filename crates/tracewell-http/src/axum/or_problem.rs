use std::error::Error;

use axum::http::StatusCode;

use super::{Problem, Result};

/// Says, where it happens, what an error or a missing value is for the client: `?` alone makes each a 500.
///
/// ```
/// use axum::http::StatusCode;
/// use tracewell_context::TeamId;
/// use tracewell_http::axum::{OrProblem, Result};
///
/// fn price(header: &str, item: &str) -> Result<u32> {
///     let _team = TeamId::new(header).or_bad_request("no such team")?;
///     let price = [("ball", "17"), ("net", "?")].iter().find(|(name, _)| *name == item);
///     let (_, price) = price.or_not_found("no such item")?;
///     Ok(price.parse().or_status(StatusCode::BAD_GATEWAY)?) // told in the log, with its cause
/// }
///
/// assert_eq!(price("acme\n", "ball").unwrap_err().status(), StatusCode::BAD_REQUEST);
/// assert_eq!(price("acme", "bat").unwrap_err().status(), StatusCode::NOT_FOUND);
/// assert_eq!(price("acme", "net").unwrap_err().status(), StatusCode::BAD_GATEWAY);
/// assert_eq!(price("acme", "ball").unwrap(), 17);
/// ```
///
/// An error is kept as what the problem is [because of](Problem::because): for the log, never for the client. An error that
/// knows its own status, with an `IntoResponse` of its own, keeps it only by hand, see [`Problem`].
pub trait OrProblem<T>: Sized {
    /// The problem of this status.
    ///
    /// # Errors
    ///
    /// That problem, if there is no value.
    fn or_status(self, status: StatusCode) -> Result<T>;

    /// 404, and this text for the client.
    ///
    /// # Errors
    ///
    /// That problem, if there is no value.
    fn or_not_found(self, detail: &'static str) -> Result<T> {
        self.or_status(StatusCode::NOT_FOUND).map_err(|problem| problem.detail(detail))
    }

    /// 400, and this text for the client.
    ///
    /// # Errors
    ///
    /// That problem, if there is no value.
    fn or_bad_request(self, detail: &'static str) -> Result<T> {
        self.or_status(StatusCode::BAD_REQUEST).map_err(|problem| problem.detail(detail))
    }
}

impl<T, E: Into<Box<dyn Error + Send + Sync>>> OrProblem<T> for std::result::Result<T, E> {
    fn or_status(self, status: StatusCode) -> Result<T> {
        self.map_err(|error| Problem::new(status).because(error))
    }
}

impl<T> OrProblem<T> for Option<T> {
    fn or_status(self, status: StatusCode) -> Result<T> {
        self.ok_or_else(|| Problem::new(status))
    }
}
