//! For axum: an error that answers with problem details and tells itself once, and extractors whose rejections say why.
//!
//! ```
//! use axum::Router;
//! use axum::http::StatusCode;
//! use axum::routing::post;
//! use tracewell_http::axum::{Json, Problem, Result};
//!
//! #[derive(serde::Deserialize)]
//! struct Order {
//!     quantity: u32,
//! }
//!
//! async fn order(Json(order): Json<Order>) -> Result<String> {
//!     if order.quantity == 0 {
//!         return Err(Problem::new(StatusCode::CONFLICT).detail("nothing to order"));
//!     }
//!     let price = "17".parse::<u32>()?; // an error here is a 500: told in the log, not to the client
//!     Ok((order.quantity * price).to_string())
//! }
//!
//! let app: Router = Router::new().route("/orders", post(order));
//! # let _ = app;
//! ```

mod cause;
mod extract;
mod field_error;
mod or_problem;
mod problem;
mod result;
mod route;

pub use self::extract::{Json, Path, Query};
pub use self::field_error::FieldError;
pub use self::or_problem::OrProblem;
pub use self::problem::Problem;
pub use self::result::Result;
pub use self::route::{RouteLayer, RouteService};
