use std::io::{self, ErrorKind, Read};

use memchr::{memchr, memchr_iter, memrchr};

use super::Needles;

/// Bytes of the longest line that is looked at: what `LOG_MAX_LINE_BYTES` allows at most, and room for a prefix.
const LONGEST: usize = (16 << 20) + 4096;

/// Bytes of the buffer to begin with.
const BUFFER: usize = 256 << 10;

/// One line of a log, without its line break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Line<'b> {
    /// It had a line break.
    Whole(&'b [u8]),
    /// The input ended before a line break came.
    Last(&'b [u8]),
    /// Longer than a line may be; passed over.
    TooLong,
}

/// Takes an input apart into its lines, without ever holding more than the longest allowed one.
#[derive(Debug)]
pub(crate) struct Lines<R> {
    input: R,
    buffer: Vec<u8>,
    /// What is read and not handed out yet.
    start: usize,
    end: usize,
    longest: usize,
    /// The number of the line at `start`, from 0.
    line: u64,
}

/// Where a line stands in the buffer.
#[derive(Clone, Copy, Debug)]
struct Span {
    start: usize,
    length: usize,
    ended: bool,
    too_long: bool,
}

impl<R: Read> Lines<R> {
    pub(crate) fn new(input: R) -> Self {
        Self { input, buffer: vec![0; BUFFER], start: 0, end: 0, longest: LONGEST, line: 0 }
    }

    /// The next line and its number, from 1, and the byte behind it, if it is known already. With needles, lines that hold none of them are passed over without a look at
    /// each.
    pub(crate) fn next_numbered(
        &mut self,
        needles: Option<&Needles>,
    ) -> io::Result<Option<(Line<'_>, u64, Option<u8>)>> {
        if let Some(needles) = needles
            && !self.seek(needles)?
        {
            return Ok(None);
        }
        let Some(span) = self.advance()? else { return Ok(None) };
        let behind = self.buffer.get(self.start..self.end).and_then(<[u8]>::first).copied();
        Ok(Some((self.line_of(span), self.line, behind)))
    }

    pub(crate) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        let span = self.advance()?;
        Ok(span.map(|span| self.line_of(span)))
    }

    /// Goes to the start of the next line with a needle in it, or of one that is too long to be searched.
    fn seek(&mut self, needles: &Needles) -> io::Result<bool> {
        loop {
            let waiting = self.buffer.get(self.start..self.end).unwrap_or_default();
            let whole = memrchr(b'\n', waiting).map_or(0, |at| at + 1);
            let lines = waiting.get(..whole).unwrap_or_default();
            if let Some(hit) = needles.first(lines) {
                let before = lines.get(..hit).unwrap_or_default();
                self.pass(memrchr(b'\n', before).map_or(0, |at| at + 1));
                return Ok(true);
            }
            self.pass(whole);
            if self.end - self.start > self.longest {
                return Ok(true);
            }
            if self.fill()? == 0 {
                let rest = self.buffer.get(self.start..self.end).unwrap_or_default();
                return Ok(needles.first(rest).is_some());
            }
        }
    }

    /// Passes over whole lines.
    fn pass(&mut self, bytes: usize) {
        let passed = self.buffer.get(self.start..self.start + bytes).unwrap_or_default();
        self.line += memchr_iter(b'\n', passed).count() as u64;
        self.start += bytes;
    }

    fn advance(&mut self) -> io::Result<Option<Span>> {
        let mut seen = 0;
        let mut too_long = false;
        let (start, length, ended) = loop {
            let waiting = self.buffer.get(self.start + seen..self.end).unwrap_or_default();
            if let Some(at) = memchr(b'\n', waiting) {
                let (start, length) = (self.start, seen + at);
                self.start += length + 1;
                break (start, length, true);
            }
            seen = self.end - self.start;
            if seen > self.longest {
                too_long = true;
                self.start = self.end;
                seen = 0;
            }
            if self.fill()? == 0 {
                let start = self.start;
                self.start = self.end;
                break (start, seen, false);
            }
        };
        let too_long = too_long || length > self.longest;
        let any = ended || too_long || length > 0;
        self.line += u64::from(any);
        Ok(any.then_some(Span { start, length, ended, too_long }))
    }

    fn line_of(&self, span: Span) -> Line<'_> {
        if span.too_long {
            return Line::TooLong;
        }
        let line = self.buffer.get(span.start..span.start + span.length).unwrap_or_default();
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if span.ended { Line::Whole(line) } else { Line::Last(line) }
    }

    /// Reads once, behind what is there; 0 at the end of the input.
    fn fill(&mut self) -> io::Result<usize> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        if self.end == self.buffer.len() {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        loop {
            match self.input.read(self.buffer.get_mut(self.end..).unwrap_or_default()) {
                Ok(read) => {
                    self.end += read;
                    return Ok(read);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Reads that bring a few bytes each.
    struct Trickle<'t>(&'t [u8], usize);

    impl Read for Trickle<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let most = buffer.len().min(self.1);
            self.0.read(buffer.get_mut(..most).unwrap())
        }
    }

    fn lines(text: &[u8], at_once: usize, buffer: usize, longest: usize) -> (Vec<String>, usize) {
        let input = Trickle(text, at_once);
        let mut lines = Lines { input, buffer: vec![0; buffer], start: 0, end: 0, longest, line: 0 };
        let mut shown = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            shown.push(match line {
                Line::Whole(line) => format!("{}$", String::from_utf8_lossy(line)),
                Line::Last(line) => String::from_utf8_lossy(line).into_owned(),
                Line::TooLong => "too long".to_owned(),
            });
        }
        (shown, lines.buffer.len())
    }

    #[test]
    fn lines_come_one_by_one() {
        for at_once in 1..9 {
            assert_eq!(lines(b"a\r\n\nbcd\ne", at_once, 2, 100).0, ["a$", "$", "bcd$", "e"]);
            assert_eq!(lines(b"a\n", at_once, 2, 100).0, ["a$"]);
            assert!(lines(b"", at_once, 2, 100).0.is_empty());
        }
    }

    #[test]
    fn a_line_beyond_the_limit_is_passed_over_in_bounded_memory() {
        let text = [b"ab\n", "x".repeat(10_000).as_bytes(), b"\ncd\n", "y".repeat(10_000).as_bytes()].concat();
        for at_once in [1, 7, 64] {
            let (shown, memory) = lines(&text, at_once, 4, 100);
            assert_eq!(shown, ["ab$", "too long", "cd$", "too long"]);
            assert!(memory <= 256, "{memory}");
        }
    }

    proptest! {
        #[test]
        fn no_cut_of_the_reads_changes_the_lines(
            text in proptest::collection::vec(prop_oneof![Just(b'\n'), Just(b'x'), Just(b'\r')], 0..200),
            at_once in 1_usize..40,
            buffer in 1_usize..40,
        ) {
            let whole = String::from_utf8(text.clone()).unwrap();
            let mut expected: Vec<String> = whole
                .split('\n')
                .map(|line| line.strip_suffix('\r').unwrap_or(line).to_owned() + "$")
                .collect();
            let last = expected.pop().unwrap();
            if !whole.is_empty() && !whole.ends_with('\n') {
                expected.push(last.trim_end_matches('$').to_owned());
            }
            prop_assert_eq!(lines(&text, at_once, buffer, 1000).0, expected);
        }
    }
}
