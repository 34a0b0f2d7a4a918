use std::fmt;
use std::pin::Pin;
use std::task::{Context as Task, Poll};

use futures_util::{Sink, SinkExt, Stream, StreamExt};
use pin_project_lite::pin_project;

use super::{OpenSocket, Seen};

pin_project! {
    /// A WebSocket that tells how it closed.
    ///
    /// It is what is inside, a stream and a sink of messages, and counts what passes. For axum's sockets
    /// [`WebSocketUpgradeExt`](super::WebSocketUpgradeExt) makes one; for those of tokio-tungstenite, say, it is
    ///
    /// ```ignore
    /// let open = OpenSocket::begin(); // in the handler, before the upgrade is awaited
    /// let socket = WatchedSocket::new(open, socket, |message| match message {
    ///     Message::Text(_) | Message::Binary(_) => Seen::Data,
    ///     Message::Close(frame) => Seen::Close(frame.as_ref().map(|frame| frame.code.into())),
    ///     _ => Seen::Control,
    /// });
    /// ```
    pub struct WatchedSocket<S, M> {
        #[pin]
        socket: S,
        seen: fn(&M) -> Seen,
        open: OpenSocket,
    }
}

impl<S, M> WatchedSocket<S, M> {
    /// Watches `socket`; `seen` says what each message is.
    pub fn new(open: OpenSocket, socket: S, seen: fn(&M) -> Seen) -> Self {
        Self { socket, seen, open }
    }

    /// What is inside, to ask it for more than messages.
    pub fn get_ref(&self) -> &S {
        &self.socket
    }

    fn note(open: &mut OpenSocket, seen: Seen) {
        match seen {
            Seen::Data => open.message(),
            Seen::Control => {}
            Seen::Close(code) => open.closed(code),
        }
    }
}

impl<S, M, E> WatchedSocket<S, M>
where
    S: Stream<Item = Result<M, E>> + Unpin,
{
    /// The next message, or `None` once the socket is closed.
    pub async fn recv(&mut self) -> Option<Result<M, E>> {
        self.next().await
    }
}

impl<S, M> WatchedSocket<S, M>
where
    S: Sink<M> + Unpin,
{
    /// Sends a message.
    ///
    /// # Errors
    ///
    /// As the socket inside.
    pub async fn send(&mut self, message: M) -> Result<(), S::Error> {
        SinkExt::send(self, message).await
    }
}

impl<S, M, E> Stream for WatchedSocket<S, M>
where
    S: Stream<Item = Result<M, E>>,
{
    type Item = Result<M, E>;

    fn poll_next(self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Option<Self::Item>> {
        let this = self.project();
        let next = this.socket.poll_next(task);
        if let Poll::Ready(Some(Ok(message))) = &next {
            Self::note(this.open, (this.seen)(message));
        }
        next
    }
}

impl<S, M> Sink<M> for WatchedSocket<S, M>
where
    S: Sink<M>,
{
    type Error = S::Error;

    fn poll_ready(self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Result<(), S::Error>> {
        self.project().socket.poll_ready(task)
    }

    fn start_send(self: Pin<&mut Self>, message: M) -> Result<(), S::Error> {
        let this = self.project();
        let seen = (this.seen)(&message);
        this.socket.start_send(message).inspect(|()| Self::note(this.open, seen))
    }

    fn poll_flush(self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Result<(), S::Error>> {
        self.project().socket.poll_flush(task)
    }

    fn poll_close(self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Result<(), S::Error>> {
        self.project().socket.poll_close(task)
    }
}

impl<S, M> fmt::Debug for WatchedSocket<S, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WatchedSocket").field("open", &self.open).finish_non_exhaustive()
    }
}
