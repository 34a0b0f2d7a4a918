use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::io::{AsyncRead, AsyncWrite};

use super::fit;

/// Kind, channel and length, before what a frame holds (AMQP 0-9-1, 4.2.3).
const HEAD: usize = 7;
/// The largest frame where the URL says nothing: what RabbitMQ allows.
pub(super) const MAX_FRAME: u32 = 128 * 1024;
/// How much is read at once.
const PIECE: usize = 16 * 1024;

/// A connection whose frames are fit to be read, see [`fit`].
#[derive(Debug)]
pub(super) struct Guarded<S> {
    stream: S,
    piece: Box<[u8]>,
    frames: Frames,
    /// What may be read, and how much of it has been.
    ready: Vec<u8>,
    read: usize,
}

impl<S> Guarded<S> {
    /// `max_frame` is what was offered to the broker, which may ask for less, not for more.
    pub(super) fn new(stream: S, max_frame: u32) -> Self {
        let piece = vec![0; PIECE].into_boxed_slice();
        Self { stream, piece, frames: Frames::of_at_most(max_frame), ready: Vec::new(), read: 0 }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Guarded<S> {
    fn poll_read(self: Pin<&mut Self>, task: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        while this.read == this.ready.len() {
            this.ready.clear();
            this.read = 0;
            let count = ready!(Pin::new(&mut this.stream).poll_read(task, &mut this.piece))?;
            if count == 0 {
                return Poll::Ready(Ok(0));
            }
            this.frames.pass(&this.piece[..count], &mut this.ready)?;
        }
        let left = &this.ready[this.read..];
        let count = left.len().min(buffer.len());
        buffer[..count].copy_from_slice(&left[..count]);
        this.read += count;
        Poll::Ready(Ok(count))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Guarded<S> {
    fn poll_write(mut self: Pin<&mut Self>, task: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(task, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        task: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(task, slices)
    }

    fn poll_flush(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(task)
    }

    fn poll_close(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_close(task)
    }
}

/// Where in the stream of frames it is.
#[derive(Debug)]
struct Frames {
    /// The largest frame, with all that belongs to it.
    most: usize,
    /// The head of a frame, or a frame that is looked at, as far as it has come.
    held: Vec<u8>,
    /// So many bytes belong to a frame that is not looked at.
    passing: usize,
}

impl Frames {
    fn of_at_most(most: u32) -> Self {
        Self { most: most as usize, held: Vec::new(), passing: 0 }
    }

    /// Takes the next bytes, and gives on what may be read. A frame is held as it comes in, so one that is larger than was
    /// agreed upon is refused by its head.
    fn pass(&mut self, mut bytes: &[u8], ready: &mut Vec<u8>) -> io::Result<()> {
        while !bytes.is_empty() {
            if self.passing > 0 {
                let count = self.passing.min(bytes.len());
                ready.extend_from_slice(&bytes[..count]);
                bytes = &bytes[count..];
                self.passing -= count;
                continue;
            }
            let wanted = self.wanted() - self.held.len();
            let count = wanted.min(bytes.len());
            self.held.extend_from_slice(&bytes[..count]);
            bytes = &bytes[count..];
            if count < wanted {
                return Ok(());
            }
            if self.wanted() > self.most {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "the broker sent a frame that is too large"));
            }
            if self.held.len() == HEAD && !fit::is_looked_at(self.held[0]) {
                self.passing = self.wanted() - HEAD;
                ready.append(&mut self.held);
            } else if self.held.len() == self.wanted() {
                self.finish(ready);
            }
        }
        Ok(())
    }

    /// How long a frame is, as far as that is known: with its head, and the octet at its end.
    fn wanted(&self) -> usize {
        match self.held.get(3..HEAD) {
            Some(&[a, b, c, d]) => HEAD + u32::from_be_bytes([a, b, c, d]) as usize + 1,
            _ => HEAD,
        }
    }

    fn finish(&mut self, ready: &mut Vec<u8>) {
        let frame = std::mem::take(&mut self.held);
        let (kind, end) = (frame[0], frame[frame.len() - 1]);
        let mut payload = frame[HEAD..frame.len() - 1].to_vec();
        fit::mend(kind, &mut payload);
        ready.extend_from_slice(&frame[..3]);
        ready.extend((payload.len() as u32).to_be_bytes());
        ready.append(&mut payload);
        ready.push(end);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn frame(kind: u8, payload: &[u8]) -> Vec<u8> {
        let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
        [&[kind, 0, 1][..], &length, payload, &[0xce]].concat()
    }

    #[test]
    fn only_the_frame_that_is_not_fit_is_another() {
        let header = [&[0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1][..], &[0x20, 0, 0, 0, 0, 3, 1, 0xff, b'V']].concat();
        let (before, after) = (frame(3, b"body"), frame(8, b""));
        let mut ready = Vec::new();
        Frames::of_at_most(MAX_FRAME).pass(&[&before[..], &frame(2, &header), &after].concat(), &mut ready).unwrap();
        let mut mended = header;
        fit::mend(2, &mut mended);
        assert_eq!(ready, [before, frame(2, &mended), after].concat());
    }

    #[test]
    fn a_frame_that_is_too_large_is_refused_by_its_head() {
        for kind in [1, 2, 3, 8] {
            for length in [u32::MAX, MAX_FRAME - 7] {
                let (mut frames, mut ready) = (Frames::of_at_most(MAX_FRAME), Vec::new());
                let head = [&[kind, 0, 0][..], &length.to_be_bytes()].concat();
                assert!(frames.pass(&head, &mut ready).is_err(), "{kind} {length}");
                assert!(frames.held.capacity() < 64 && ready.is_empty());
            }
            let largest = frame(kind, &vec![0; MAX_FRAME as usize - 8]);
            let (mut frames, mut ready) = (Frames::of_at_most(MAX_FRAME), Vec::new());
            assert!(frames.pass(&largest, &mut ready).is_ok() && !ready.is_empty(), "{kind}");
        }
    }

    proptest! {
        #[test]
        fn frames_come_through_however_they_are_cut(
            frames in proptest::collection::vec((3..9_u8, proptest::collection::vec(any::<u8>(), 0..40)), 0..10),
            cuts in proptest::collection::vec(1..30_usize, 1..10),
        ) {
            let frames = frames.iter().map(|(kind, payload)| frame(*kind, payload));
            // A heartbeat, a method and a body of each kind of length.
            let whole: Vec<u8> = frames.chain([frame(1, b"\0\x0a\0\x1f")]).flatten().collect();
            let (mut passing, mut ready, mut rest) = (Frames::of_at_most(MAX_FRAME), Vec::new(), &whole[..]);
            for cut in cuts.iter().cycle() {
                let (piece, behind) = rest.split_at((*cut).min(rest.len()));
                passing.pass(piece, &mut ready).unwrap();
                rest = behind;
                if rest.is_empty() {
                    break;
                }
            }
            prop_assert_eq!(ready, whole);
        }
    }
}
