use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// In no id that is kept, so that what holds one is replaced.
const NO_ID: u8 = b'?';
const ID: &[u8] = b"x-request-id";
/// What says that something else follows than a head: a body (RFC 9112, 6.3), or another protocol (RFC 9110, 7.8).
const FRAMING: [&[u8]; 3] = [b"content-length", b"transfer-encoding", b"upgrade"];
/// The longest of these names.
const MAX_NAME: usize = 17;

/// A stream on which control characters in the value of `X-Request-ID` are question marks, so that such an id is
/// replaced as any other bad one, where the parser would refuse its request.
///
/// Nothing else is changed, no byte is added or left out, and line ends stay what they are (CR included: a lone one is
/// for the parser to refuse), so that the bounds of a request are those that were sent. Only heads are looked at, and of
/// a head that may have a body it is the last: where the next one begins is not for this to know. From there on the
/// parser refuses what it does not like.
#[derive(Debug)]
pub(super) struct IdCleaner<S> {
    stream: S,
    heads: Heads,
}

impl<S> IdCleaner<S> {
    pub(super) fn new(stream: S) -> Self {
        Self { stream, heads: Heads::new() }
    }
}

/// Where in the heads of a connection the next byte is.
#[derive(Debug)]
struct Heads {
    place: Place,
    /// The beginning of a name, in lower case.
    name: [u8; MAX_NAME],
    length: usize,
    last: bool,
}

#[derive(Clone, Copy, Debug)]
enum Place {
    /// Before a request line; empty lines may precede it (RFC 9112, 2.2).
    Before,
    /// Anywhere on a line that does not matter.
    Line,
    /// In the name of a header, or in what should be one.
    Name,
    /// Behind a CR at the beginning of a line.
    EmptyLine,
    /// In the value of an id.
    Id,
    /// Where there is nothing to do any more.
    Past,
}

impl Heads {
    fn new() -> Self {
        Self { place: Place::Before, name: [0; MAX_NAME], length: 0, last: false }
    }

    fn clean(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            self.place = match (self.place, *byte) {
                (Place::Past, _) => return,
                (Place::Before, b'\r' | b'\n') => Place::Before,
                (Place::Before, _) => {
                    self.last = false;
                    Place::Line
                }
                (Place::Name, b'\n') if self.length == 0 => self.head_ended(),
                (Place::EmptyLine, b'\n') => self.head_ended(),
                // A line end in the middle of a line: refused.
                (Place::EmptyLine, _) => Place::Past,
                (Place::Line | Place::Name | Place::Id, b'\n') => {
                    self.length = 0;
                    Place::Name
                }
                (Place::Name, b'\r') if self.length == 0 => Place::EmptyLine,
                (Place::Name, b':') if self.name() == ID => Place::Id,
                (Place::Name, b':') => Place::Line,
                (Place::Name, letter) => self.name_goes_on(letter),
                (Place::Id, control) if control.is_ascii_control() && !matches!(control, b'\t' | b'\r') => {
                    *byte = NO_ID;
                    Place::Id
                }
                (place @ (Place::Line | Place::Id), _) => place,
            };
        }
    }

    fn name(&self) -> &[u8] {
        self.name.get(..self.length).unwrap_or_default()
    }

    fn name_goes_on(&mut self, letter: u8) -> Place {
        let Some(free) = self.name.get_mut(self.length) else { return Place::Line };
        *free = letter.to_ascii_lowercase();
        self.length += 1;
        // Longer names that begin like one of them count too: too many is safe, too few is not.
        self.last |= FRAMING.contains(&self.name());
        Place::Name
    }

    fn head_ended(&self) -> Place {
        if self.last { Place::Past } else { Place::Before }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for IdCleaner<S> {
    fn poll_read(self: Pin<&mut Self>, task: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        ready!(Pin::new(&mut this.stream).poll_read(task, buf))?;
        this.heads.clean(buf.filled_mut().get_mut(before..).unwrap_or_default());
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for IdCleaner<S> {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Cleans `bytes` in two reads, whatever the bytes between them.
    fn cleaned(bytes: &str) -> String {
        let whole = {
            let mut bytes = bytes.as_bytes().to_vec();
            Heads::new().clean(&mut bytes);
            bytes
        };
        for split in 0..=bytes.len() {
            let mut bytes = bytes.as_bytes().to_vec();
            let (first, second) = bytes.split_at_mut(split);
            let mut heads = Heads::new();
            heads.clean(first);
            heads.clean(second);
            assert_eq!(bytes, whole, "split at {split}");
        }
        String::from_utf8(whole).unwrap()
    }

    const DIRTY: &str = "x-request-id: a\x01\x7f\0b\t\r\n";
    const CLEAN: &str = "x-request-id: a???b\t\r\n";

    #[test]
    fn an_id_loses_its_control_characters() {
        for name in ["x-request-id", "X-Request-ID", "X-REQUEST-ID"] {
            let head = format!("\r\n\nGET / HTTP/1.1\r\nhost: x\r\n{name}: \x1b[31m\x0b\r\nvia: y\r\n\r\n");
            assert_eq!(cleaned(&head), head.replace(['\x1b', '\x0b'], "?"));
        }
        // A lone line feed ends a line too.
        assert_eq!(cleaned("GET / HTTP/1.1\nx-request-id:\x01\n\n"), "GET / HTTP/1.1\nx-request-id:?\n\n");
    }

    #[test]
    fn nothing_else_changes() {
        for head in [
            "GET /x-request-id:\x01 HTTP/1.1\r\n\r\n",
            "x-request-id: \x01\r\n\r\n",
            "GET / HTTP/1.1\r\nx-request-id : \x01\r\n\r\n",
            "GET / HTTP/1.1\r\n x-request-id: \x01\r\n\r\n",
            "GET / HTTP/1.1\r\nx-request-ids: \x01\r\n\r\n",
            "GET / HTTP/1.1\r\nxx-request-id: \x01\r\nother: x-request-id: \x01\r\n\r\n",
            "GET / HTTP/1.1\r\nx-request-id: a\rb\r\ncontent-length: 5\x01\r\n\r\n",
            "GET / HTTP/1.1\r\n\rx-request-id: \x01\r\n\r\n",
            "GET / HTTP/1.1\r\nTransfer-Encoding: \x0bchunked\r\n\r\n",
        ] {
            assert_eq!(cleaned(head), head);
        }
    }

    #[test]
    fn each_head_without_a_body_is_followed_by_another() {
        let heads = format!("GET / HTTP/1.1\r\n{DIRTY}\r\n").repeat(3);
        assert_eq!(cleaned(&heads), heads.replace(DIRTY, CLEAN));
    }

    #[test]
    fn what_may_be_a_body_is_left_alone() {
        for framing in [
            "content-length: 99",
            "Content-Length : 9",
            "TRANSFER-ENCODING:\x0bchunked",
            "transfer-encodingx",
            "Upgrade: websocket",
        ] {
            let head = format!("POST / HTTP/1.1\r\n{framing}\r\n{DIRTY}\r\n");
            let body = format!("a\r\n{DIRTY}\r\nGET / HTTP/1.1\r\n{DIRTY}\r\n");
            assert_eq!(cleaned(&format!("{head}{body}")), format!("{}{body}", head.replace(DIRTY, CLEAN)));
        }
    }
}
