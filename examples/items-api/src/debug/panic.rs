use tracewell::http::Query;

use super::text::Text;

/// Panics, as a handler with a bug does: with what the client sent in its message.
pub(super) async fn panic(Query(text): Query<Text>) {
    panic!("a handler with a bug{text}")
}
