//! `tracewell view`: JSON lines as a person reads them, or as other tools do.

mod arguments;
mod elements;
mod export;
mod filter;
mod paint;
mod partial;
mod record;
mod run;
mod schema;
mod story;

pub(crate) use self::arguments::ViewArguments;
pub(crate) use self::run::view;
