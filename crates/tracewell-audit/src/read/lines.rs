use std::io::{self, Read};

/// Bytes that are read at once: more for a long file.
const FIRST_CHUNK: usize = 16 << 10;
const CHUNK: usize = 1 << 20;
/// The longest line that is kept in memory.
const LONGEST: usize = 64 << 20;

/// The lines of a file, as slices of one buffer that is used again and again.
#[derive(Debug)]
pub(crate) struct Lines<R> {
    input: R,
    buffer: Vec<u8>,
    begin: usize,
    end: usize,
    /// Up to here there is no line feed.
    searched: usize,
    number: u64,
    offset: u64,
    ended: bool,
}

/// A line without its line feed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Raw<'l> {
    pub(crate) bytes: &'l [u8],
    /// From 1.
    pub(crate) number: u64,
    /// Where the next line begins.
    pub(crate) end: u64,
    /// Whether it ended in a line feed.
    pub(crate) whole: bool,
}

impl<R: Read> Lines<R> {
    pub(crate) fn new(input: R) -> Self {
        Self { input, buffer: Vec::new(), begin: 0, end: 0, searched: 0, number: 0, offset: 0, ended: false }
    }

    /// The next line; `read` hears of each piece that was read.
    ///
    /// # Errors
    ///
    /// The input can't be read, or a line has no end within 64 MiB.
    pub(crate) fn next(&mut self, read: &mut dyn FnMut(u64)) -> io::Result<Option<Raw<'_>>> {
        loop {
            let unsearched = self.buffer.get(self.searched..self.end).unwrap_or_default();
            if let Some(at) = memchr::memchr(b'\n', unsearched) {
                let end = self.searched + at;
                return Ok(Some(self.line(end, true)));
            }
            self.searched = self.end;
            if self.ended {
                return Ok(if self.begin == self.end { None } else { Some(self.line(self.end, false)) });
            }
            if self.end - self.begin > LONGEST {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "a line without an end"));
            }
            self.fill(read)?;
        }
    }

    fn line(&mut self, end: usize, whole: bool) -> Raw<'_> {
        let begin = self.begin;
        let next = end + usize::from(whole);
        self.number += 1;
        self.offset += (next - begin) as u64;
        (self.begin, self.searched) = (next, next);
        let bytes = self.buffer.get(begin..end).unwrap_or_default();
        Raw { bytes, number: self.number, end: self.offset, whole }
    }

    fn fill(&mut self, read: &mut dyn FnMut(u64)) -> io::Result<()> {
        self.buffer.copy_within(self.begin..self.end, 0);
        self.end -= self.begin;
        self.searched -= self.begin;
        self.begin = 0;
        let room = self.buffer.len() - self.end;
        if self.buffer.is_empty() {
            self.buffer.resize(FIRST_CHUNK, 0);
        } else if room == 0 || (self.offset > FIRST_CHUNK as u64 && self.buffer.len() < CHUNK) {
            self.buffer.resize(self.end + CHUNK, 0);
        }
        let free = self.buffer.get_mut(self.end..).unwrap_or_default();
        let got = loop {
            match self.input.read(free) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.end += got;
        self.ended = got == 0;
        read(got as u64);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[u8]) -> Vec<(Vec<u8>, u64, u64, bool)> {
        let mut lines = Lines::new(text);
        let mut found = Vec::new();
        while let Some(line) = lines.next(&mut |_| {}).unwrap() {
            found.push((line.bytes.to_vec(), line.number, line.end, line.whole));
        }
        found
    }

    #[test]
    fn lines_are_numbered_and_the_last_may_be_torn() {
        assert_eq!(lines(b""), []);
        assert_eq!(
            lines(b"a\n\nbc"),
            [(b"a".to_vec(), 1, 2, true), (b"".to_vec(), 2, 3, true), (b"bc".to_vec(), 3, 5, false)]
        );
    }

    #[test]
    fn a_line_may_be_longer_than_what_is_read_at_once() {
        let long = [vec![b'x'; 3 * CHUNK], b"\ny\n".to_vec()].concat();
        let found = lines(&long);
        assert_eq!((found[0].0.len(), found[1].0.as_slice()), (3 * CHUNK, &b"y"[..]));
    }
}
