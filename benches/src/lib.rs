//! Measuring side by side: each case in turn, round after round, so that what disturbs one disturbs all. Trust the
//! ratios, not the nanoseconds.

mod counting;
mod growth;
mod order_event;
mod order_line;
mod round_trip;
mod rounds;

pub use self::counting::{Counting, allocations};
pub use self::growth::Growth;
pub use self::order_event::{Discard, Order, event, events};
pub use self::order_line::order_line;
pub use self::round_trip::{Whole, answer, round_trip};
pub use self::rounds::Rounds;
