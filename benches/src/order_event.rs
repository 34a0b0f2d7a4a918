//! One event of eight fields and a message, as a handler would write it; and a writer that throws away.

use std::fmt;
use std::hint::black_box;
use std::io;

use tracewell_context::{Context, CorrelationId, Principal, TeamId, UserId};
use tracing::Dispatch;
use tracing::dispatcher::with_default;

/// Takes everything, and keeps nothing.
#[derive(Clone, Copy, Debug)]
pub struct Discard;

impl io::Write for Discard {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(black_box(bytes).len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What has to be formatted before it is text.
#[derive(Debug)]
pub struct Order(pub u64);

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "order-{:06}", self.0)
    }
}

/// Eight fields and a message.
pub fn event(number: u64) {
    tracing::info!(
        status = 200_u64,
        bytes = number,
        duration_ms = 12.75,
        cached = true,
        method = "GET",
        route = "/v1/items/{id}",
        agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0)",
        order = %Order(number),
        "request handled"
    );
}

/// Raises the events of one round inside two spans with five fields and a context with three ids, with `dispatch` as the
/// subscriber of the thread.
pub fn events(dispatch: Dispatch, emit: fn(u64)) -> impl FnMut(u32) {
    let id = CorrelationId::generate();
    let principal = Principal::new(TeamId::new("acme").expect("valid")).user(UserId::new("user-7").expect("valid"));
    let context = Context::new(id);
    context.bind(principal).expect("bound once");
    move |repetitions| {
        with_default(&dispatch, || {
            context.in_scope(|| {
                let outer = tracing::info_span!("request", client = "10.0.0.1", attempt = 1_u64, secure = true);
                let _outer = outer.enter();
                let inner = tracing::info_span!("handler", name = "get_item", shard = 7_u64);
                let _inner = inner.enter();
                for number in 0..repetitions {
                    emit(number.into());
                }
            });
        });
    }
}
