//! `tracewell check`: whether the stage events of a log keep to a flow.

mod ahead;
mod arguments;
mod batch;
mod cycles;
mod flow;
mod judge;
mod live;
mod print;
mod read;
mod reading;
mod report;
mod run;
mod verdict;

pub(crate) use self::arguments::CheckArguments;
pub(crate) use self::run::check;
