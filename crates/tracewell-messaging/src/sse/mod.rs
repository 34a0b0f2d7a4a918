//! Server-sent events: a subscription as the body of a response.

mod body;
mod event_stream;
mod lifecycle;

pub use self::body::SseBody;
pub use self::event_stream::EventStream;
