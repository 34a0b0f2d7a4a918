use std::io;

use serde::Deserialize;
use tracewell::messaging::{Failure, Message};

#[derive(Debug, Deserialize)]
struct Order {
    order_id: u32,
    boxes: i32,
}

/// Handles one message. What cannot be read will never be readable: it is given up at once. What fails for another reason
/// is tried again, and given up after the third attempt.
pub(crate) async fn place(message: Message) -> Result<(), Failure> {
    tracing::debug!(bytes = message.body().len(), "order_received");
    let order: Order =
        serde_json::from_slice(message.body()).map_err(|error| Failure::permanent(Unreadable::from(error)))?;
    tracing::info!(order_id = order.order_id, boxes = order.boxes, "order_placed");
    match order.boxes {
        ..0 => panic!("an order of fewer than no boxes"),
        0 => Err(io::Error::other("nothing to send").into()),
        _ => Ok(()),
    }
}

/// Where an order is not one; never what stood there.
#[derive(Debug)]
struct Unreadable {
    line: usize,
    column: usize,
}

impl From<serde_json::Error> for Unreadable {
    fn from(error: serde_json::Error) -> Self {
        Self { line: error.line(), column: error.column() }
    }
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "not an order, at line {} column {}", self.line, self.column)
    }
}

impl std::error::Error for Unreadable {}
