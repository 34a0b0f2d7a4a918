use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

/// How long a client that sends nothing more is taken for one that still listens.
const PATIENCE: Duration = Duration::from_millis(200);

/// A stream whose end comes a little later.
///
/// TCP tells a client that has only finished sending (`nc -N`) and one that is gone in the same way. The first one is
/// waiting for an answer, which most often is there at once; the second one is found out as soon as that is over, or at
/// once if it reset the connection.
#[derive(Debug)]
pub(super) struct Lingering {
    stream: TcpStream,
    end: End,
}

#[derive(Debug)]
enum End {
    NotYet,
    At(Pin<Box<Sleep>>),
    Over,
}

impl Lingering {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self { stream, end: End::NotYet }
    }
}

impl AsyncRead for Lingering {
    fn poll_read(self: Pin<&mut Self>, task: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            match &mut this.end {
                End::NotYet => {
                    let before = buf.filled().len();
                    ready!(Pin::new(&mut this.stream).poll_read(task, buf))?;
                    if buf.filled().len() > before || buf.remaining() == 0 {
                        return Poll::Ready(Ok(()));
                    }
                    this.end = End::At(Box::pin(sleep(PATIENCE)));
                }
                End::At(end) => {
                    ready!(end.as_mut().poll(task));
                    this.end = End::Over;
                }
                End::Over => return Poll::Ready(Ok(())),
            }
        }
    }
}

impl AsyncWrite for Lingering {
    fn poll_write(mut self: Pin<&mut Self>, task: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(task, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(task)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(task)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        task: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(task, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
