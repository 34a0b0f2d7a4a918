use std::time::Instant;

use tracewell_context::{Context, current};
use tracewell_failure::catch;
use tracewell_names::event::WEBSOCKET_CLOSED;
use tracewell_names::target;

/// The connection ended without a closing handshake (RFC 6455, 7.1.5).
const ABNORMAL: u16 = 1006;
/// It had one, which gave no reason.
const NO_STATUS: u16 = 1005;

/// One WebSocket, from its upgrade to its end: its drop writes the one `websocket_closed`, in the context of the request
/// that opened it.
///
/// Feature `websocket` has [`WatchedSocket`](super::WatchedSocket), which counts by itself; this is for any other
/// implementation of the protocol. Take it in the handler, hand it to the task that has the socket, and tell it what goes
/// over the wire:
///
/// ```
/// use tracewell_context::Context;
/// use tracewell_http::websocket::OpenSocket;
///
/// let request = Context::open(); // the layers have made one
/// let mut open = request.in_scope(OpenSocket::begin);
/// open.message(); // for each text and binary message, in both directions
/// open.closed(Some(1000)); // for a close frame, from either side
/// drop(open); // `websocket_closed`, messages=1 code=1000
/// ```
///
/// Where no close frame is seen, the code is 1006, and 1005 for one without a code.
#[derive(Debug)]
#[must_use = "a socket is told to be closed when this is dropped"]
pub struct OpenSocket {
    context: Context,
    started: Instant,
    messages: u64,
    code: Option<u16>,
}

impl OpenSocket {
    /// A socket of the current request. Outside of one it gets a context of its own.
    pub fn begin() -> Self {
        let context = current().unwrap_or_else(Context::open);
        Self { context, started: Instant::now(), messages: 0, code: None }
    }

    /// The context that the socket's work is to be done in.
    #[must_use]
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// Counts a text or binary message, received or sent.
    pub fn message(&mut self) {
        self.messages = self.messages.saturating_add(1);
    }

    /// Notes a close frame. The first one counts: the second is its answer.
    pub fn closed(&mut self, code: Option<u16>) {
        self.code.get_or_insert(code.unwrap_or(NO_STATUS));
    }
}

impl Drop for OpenSocket {
    fn drop(&mut self) {
        let told = self.context.in_scope(|| {
            catch(|| {
                tracing::info!(
                    target: target::HTTP,
                    message = WEBSOCKET_CLOSED,
                    route = self.context.route(),
                    duration_ms = self.started.elapsed().as_micros() as f64 / 1000.0,
                    messages = self.messages,
                    code = self.code.unwrap_or(ABNORMAL),
                );
            })
        });
        if let Err(panicked) = told {
            panicked.report(None);
        }
    }
}
