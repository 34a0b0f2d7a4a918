//! The vocabulary of tracewell: event, field, stage, violation, metric and variable names.

#![forbid(unsafe_code)]

pub mod event;
pub mod field;
pub mod header;
pub mod marker;
pub mod metric;
pub mod outcome;
pub mod reason;
pub mod setting;
pub mod stage;
pub mod target;
pub mod variable;
pub mod violation;
