//! Transactions, if they are asked for: a request and the spans in it.

mod layer;
mod open;

pub(crate) use self::layer::TransactionLayer;
