//! Log records: what is logged, exported with the trace it belongs to.

mod collector;
mod layer;
mod record;
mod source;

pub(crate) use self::layer::RecordLayer;
pub(crate) use self::record::Record;
pub(crate) use self::source::RecordSource;
