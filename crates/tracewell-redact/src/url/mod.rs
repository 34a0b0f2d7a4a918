//! URLs, query strings and paths.

mod address;
mod around;
mod matrix;
mod path;
mod query;
mod route;
mod settle;

pub(crate) use self::address::write_url;
pub(crate) use self::around::{stands_inside, write_around};
pub(crate) use self::matrix::without_matrix;
pub(crate) use self::path::write_path;
pub(crate) use self::query::write_query;
pub(crate) use self::route::{hides_any, write_path_of_route};
pub(crate) use self::settle::settle;
